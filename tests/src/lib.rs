//! Tests for the workspace.
