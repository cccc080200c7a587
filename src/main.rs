//! The program: parses nothing itself, calls the library.

fn main() {}
