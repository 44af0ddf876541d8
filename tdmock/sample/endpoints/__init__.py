"""What a conformant bridge answers, one module for each endpoint."""
