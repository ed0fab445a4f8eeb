//! Finding one's way in a parsed XML file, by local names.
//!
//! The tree is flat in memory and steps are taken by name, so no depth of nesting can exhaust a stack.

use roxmltree::{Document, Node, ParsingOptions};

use crate::fault::{Fault, What};

/// Elements, texts and comments; what [`crate::MOST_BYTES`] of real statements hold.
const MOST_NODES: u32 = 2_000_000;

pub(crate) fn parse(text: &str) -> Result<Document<'_>, Fault> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => What::TooMany.whole(),
        error => What::Xml.at(error.pos().row.into()),
    })
}

/// The children of this name.
pub(crate) fn all<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> + Clone {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first node down this path.
pub(crate) fn find<'a, 'i>(node: Node<'a, 'i>, path: &[&'static str]) -> Option<Node<'a, 'i>> {
    path.iter().try_fold(node, |node, name| all(node, name).next())
}

/// The text there, `None` where there is no such element.
pub(crate) fn text<'a>(node: Node<'a, '_>, path: &[&'static str]) -> Option<&'a str> {
    find(node, path).map(|node| node.text().unwrap_or_default())
}
