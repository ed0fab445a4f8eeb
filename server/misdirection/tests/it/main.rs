//! The corpus it is measured on, the rules one by one, and what holds of any text.

mod corpus;
