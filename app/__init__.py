"""Qingfeng, the application: it holds no cipher, and nothing in `crypto` knows it."""
