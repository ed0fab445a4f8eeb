//! What the office knows, and what it is about to share.

use domain::ids::{CaseId, ClientId, EnquiryId};

/// A name or an identifier on file. Somebody with two names is two of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub what: What,
    /// As it is on file: a person's whole name in the order it is written, a number with its marks.
    pub said: String,
    pub part: Part,
    pub of: Of,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    Person,
    Organization,
    Email,
    /// In E.164.
    Phone,
    CaseNumber,
}

/// What somebody is to the client or the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Client,
    /// Around a client: contacts, representatives, relatives on file, and what a client was called before.
    Contact,
    Payer,
    Opposing,
    /// Witnesses, experts, insurers, parties on the same side.
    Other,
    /// Who represents the other side.
    Counsel,
    /// The office's own people, and whom its paper names: its bank, its insurer.
    Office,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Of {
    Office,
    /// A client, in whatever case.
    Client(ClientId),
    Case(ClientId, CaseId),
    /// Somebody who asked the office to act, and is no client.
    Enquiry(EnquiryId),
}

/// Where a document is to go: to a client, in a case of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub client: ClientId,
    pub case: CaseId,
}

/// One page of a document as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    pub text: String,
    /// Whether its text is all that it shows: a scan without text is not read, nor is a page with a picture
    /// that may hold writing.
    pub is_read: bool,
}

impl Page {
    /// The pages of a document of which `texts` were read, each with its number, and `unread` were not, or not
    /// wholly. Where the reading broke off (`is_cut`), whatever follows is one more page that was not read.
    pub fn all(
        texts: impl IntoIterator<Item = (u32, String)>,
        unread: &[u32],
        is_cut: bool,
    ) -> Vec<Page> {
        let mut pages: Vec<Page> = texts
            .into_iter()
            .map(|(number, text)| Page { number, text, is_read: !unread.contains(&number) })
            .collect();
        for number in unread {
            if !pages.iter().any(|page| page.number == *number) {
                pages.push(Page::unread(*number));
            }
        }
        pages.sort_by_key(|page| page.number);
        if is_cut {
            let last = pages.last().map_or(0, |page| page.number);
            pages.push(Page::unread(last + 1));
        }
        pages
    }

    /// A page that could not be read.
    pub const fn unread(number: u32) -> Page {
        Page { number, text: String::new(), is_read: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_is_a_page_all_the_same() {
        let pages = Page::all([(1, "One".to_owned()), (3, "Three".to_owned())], &[2, 3], true);
        let told: Vec<(u32, bool)> = pages.iter().map(|page| (page.number, page.is_read)).collect();
        assert_eq!(told, [(1, true), (2, false), (3, false), (4, false)]);
    }
}
