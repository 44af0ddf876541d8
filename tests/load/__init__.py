"""Tests of loads: the parts without Locust, and whole loads in processes on loopback."""
