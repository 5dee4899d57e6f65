//! Tests for the workspace, and what several of them need.

pub mod zip;
