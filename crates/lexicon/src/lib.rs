//! A word list packed into one file.
