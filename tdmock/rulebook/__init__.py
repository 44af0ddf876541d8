"""What each rule asks for, explained: the advice, its examples played, the pages made of both."""
