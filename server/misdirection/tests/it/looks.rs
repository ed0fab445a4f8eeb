//! What a verdict says, by hand.

use domain::ids::{CaseId, ClientId};
use misdirection::{Directory, Known, Of, Page, Part, Rule, Share, Sure, Verdict, What, look};

fn client(nth: u128) -> ClientId {
    format!("00000000-0000-0000-0001-{nth:012}").parse().unwrap()
}

fn case(nth: u128) -> CaseId {
    format!("00000000-0000-0000-0002-{nth:012}").parse().unwrap()
}

fn known(what: What, said: &str, part: Part, of: Of) -> Known {
    Known { what, said: said.to_owned(), part, of }
}

/// Client 1 has the cases 1 and 2, client 2 the case 3.
fn office() -> Vec<Known> {
    vec![
        known(What::Person, "Ingeborg Tallis", Part::Client, Of::Client(client(1))),
        known(What::CaseNumber, "2026-0001", Part::Client, Of::Case(client(1), case(1))),
        known(What::Person, "Horace Penhaligon", Part::Opposing, Of::Case(client(1), case(1))),
        known(What::CaseNumber, "2026-0002", Part::Client, Of::Case(client(1), case(2))),
        known(What::Person, "Dorothea Vane", Part::Opposing, Of::Case(client(1), case(2))),
        known(What::Person, "Ambrose Quill", Part::Client, Of::Client(client(2))),
        known(What::Email, "a.quill@post.example", Part::Client, Of::Client(client(2))),
        known(What::Phone, "+442079460123", Part::Client, Of::Client(client(2))),
        known(What::CaseNumber, "2026-0003", Part::Client, Of::Case(client(2), case(3))),
        known(
            What::Organization,
            "Larkspur Freight Ltd",
            Part::Opposing,
            Of::Case(client(2), case(3)),
        ),
        known(What::Person, "Beatrice Holt", Part::Office, Of::Office),
    ]
}

fn pages(texts: &[&str]) -> Vec<Page> {
    (1..)
        .zip(texts)
        .map(|(number, text)| Page { number, text: (*text).to_owned(), is_read: true })
        .collect()
}

/// To client 1, in case 1.
fn verdict(texts: &[&str]) -> Verdict {
    look(&pages(texts), &Directory::new(&office()), Share { client: client(1), case: case(1) })
}

#[test]
fn a_stop_says_who_where_whose_and_how_sure() {
    let verdict = verdict(&[
        "Dear Ms. Tallis,",
        "we enclose the\nletter of AMBROSE  QUILL.",
        "Quill, Ambrose",
    ]);
    assert_eq!(verdict.stops.len(), 1, "{verdict:?}");
    let hit = &verdict.stops[0];
    assert_eq!(
        (hit.said.as_str(), hit.what, hit.sure),
        ("Ambrose Quill", What::Person, Sure::Certain)
    );
    assert_eq!((hit.pages.as_slice(), hit.words.as_str()), (&[2, 3][..], "AMBROSE QUILL"));
    assert_eq!(hit.whose, [(Part::Client, Of::Client(client(2)))]);
    assert!(!verdict.is_clear());
}

#[test]
fn each_identifier_of_another_client_stops() {
    for (text, how) in [
        ("Write to a.quill@post.example.", Rule::Email),
        ("Write to A.Quill (at) post.example", Rule::Email),
        ("Call (0)20 7946 0123 or 020 7946 0123.", Rule::Phone),
        ("Call +44 20 7946-0123.", Rule::Phone),
        ("Our file 2026-0003", Rule::Number),
        ("Our file 2026–\n0003.", Rule::Number),
        ("against LARKSPUR FREIGHT", Rule::Firm),
    ] {
        let verdict = verdict(&[text]);
        assert_eq!(verdict.stops.iter().map(|hit| hit.how).collect::<Vec<_>>(), [how], "{text}");
    }
}

#[test]
fn what_only_looks_like_an_identifier_does_not() {
    for text in [
        "b.a.quill@post.example",
        "a.quill@post.example.org",
        "12026-0003",
        "2026-0003-7",
        "2026.0003",
        "2026 0003",
        "IBAN 1234 2079 4601 2345 67",
        "the larkspur freight",
    ] {
        assert_eq!(verdict(&[text]).stops, [], "{text}");
    }
}

#[test]
fn the_other_case_of_the_same_client_stops() {
    let found = verdict(&["Tallis ./. Vane, our file 2026-0002. Dorothea Vane has answered."]);
    let said: Vec<&str> = found.stops.iter().map(|hit| hit.said.as_str()).collect();
    assert_eq!(said, ["2026-0002", "Dorothea Vane"]);
}

#[test]
fn this_cases_other_side_is_a_note() {
    let found = verdict(&["Ingeborg Tallis v. Horace Penhaligon, 2026-0001"]);
    assert_eq!(found.stops, []);
    assert_eq!(found.notes.len(), 1);
    assert_eq!(found.notes[0].whose, [(Part::Opposing, Of::Case(client(1), case(1)))]);
    assert!(found.is_clear());
}

#[test]
fn a_family_name_alone_is_nothing_and_with_a_greeting_enough() {
    assert_eq!(verdict(&["The Quill pens came in a box of Holt."]).stops, []);
    let found = verdict(&["It was Mr. Quill who called."]);
    assert_eq!((found.stops.len(), found.notes.len()), (0, 1));
    assert_eq!(found.notes[0].sure, Sure::Hint);
    for text in ["Dear Mr. Quill,", "Sehr geehrter Herr Quill,", "Dear Mr Quill"] {
        let found = verdict(&[text]);
        assert_eq!(
            found.stops.iter().map(|hit| hit.how).collect::<Vec<_>>(),
            [Rule::Salutation],
            "{text}"
        );
    }
}

#[test]
fn what_was_not_read_is_never_clear() {
    let directory = Directory::new(&office());
    let share = Share { client: client(1), case: case(1) };
    for pages in [
        vec![],
        vec![Page::unread(1)],
        Page::all([(1, "Dear Ms. Tallis".to_owned())], &[2], false),
        Page::all([(1, "Dear Ms. Tallis".to_owned())], &[], true),
        pages(&["\u{fffd}\u{fffd}\u{fffd} \u{e001}\u{e002} Tallis"]),
    ] {
        let found = look(&pages, &directory, share);
        assert!(!found.is_clear(), "{pages:?}");
    }
    assert!(look(&pages(&["Dear Ms. Tallis"]), &directory, share).is_clear());
}

#[test]
fn a_name_that_is_two_peoples_explains_itself() {
    let mut known = office();
    known.push(self::known(What::Person, "Ambrose Quill", Part::Contact, Of::Client(client(1))));
    let share = Share { client: client(1), case: case(1) };
    let found = look(&pages(&["Ambrose Quill was here."]), &Directory::new(&known), share);
    assert_eq!(found.stops, []);
}
