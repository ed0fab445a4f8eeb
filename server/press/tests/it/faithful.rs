//! The same letter is the same file, and nothing in it comes from anywhere else.

use press::{Fault, Invoice, Letter, Press};

use crate::records::taxed;
use crate::samples::{euro_invoice, invoice, press, reminder};

#[test]
fn the_same_letter_is_the_same_bytes_on_any_thread_and_press() {
    let letters = [invoice(40), euro_invoice(), reminder()];
    let set = |press: &Press| -> Vec<Vec<u8>> {
        letters.iter().map(|letter| press.set(letter).unwrap().pdf).collect()
    };
    let first = set(press());
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| set(press()))).collect();
        for other in others {
            assert!(other.join().unwrap() == first);
        }
    });
    assert!(set(&Press::new()) == first);
}

const FILE: &str = "PRESS_TEST_FILE";

fn printed() -> Vec<u8> {
    let invoice = Invoice { said: &taxed(), since: &[], pay_at: None };
    press::invoice(&invoice).unwrap().pdf
}

#[test]
#[ignore = "done by the test below in a process of its own"]
fn write_an_invoice() {
    if let Some(file) = std::env::var_os(FILE) {
        std::fs::write(file, printed()).unwrap();
    }
}

#[test]
fn another_process_sets_the_same_bytes() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["faithful::write_an_invoice", "--exact", "--ignored"])
        .env(FILE, file.path())
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    assert!(std::fs::read(file.path()).unwrap() == printed());
}

#[test]
fn another_identity_or_day_is_another_file() {
    let letter = invoice(1);
    let bytes = |letter: &Letter| press().set(letter).unwrap().pdf;
    let first = bytes(&letter);
    assert!(bytes(&Letter { identity: "other".into(), ..letter.clone() }) != first);
    assert!(bytes(&Letter { dated: letter.dated.tomorrow().unwrap(), ..letter.clone() }) != first);
    let identity = b"private identity";
    let told = bytes(&Letter { identity: "private identity".into(), ..letter });
    assert!(!told.windows(identity.len()).any(|part| part == identity));
}

#[test]
fn a_line_with_too_few_or_too_many_cells_is_refused() {
    for change in [0_usize, 2, usize::MAX] {
        let mut letter = invoice(2);
        letter.groups[0].lines[1].cells[0].span = change;
        assert_eq!(press().set(&letter).unwrap_err(), Fault::Uneven(2));
    }
}

#[test]
fn what_no_reader_could_be_told_is_refused() {
    let refused = |change: fn(&mut Letter)| {
        let mut letter = invoice(1);
        change(&mut letter);
        press().set(&letter).unwrap_err()
    };
    assert_eq!(refused(|letter| letter.title = " ".into()), Fault::Untitled);
    assert_eq!(refused(|letter| letter.language.language = "english".into()), Fault::Language);
    assert_eq!(refused(|letter| letter.language.region = Some("U$".into())), Fault::Language);
    assert_eq!(refused(|letter| letter.notes[0].text = "x".repeat(5 << 20)), Fault::TooLong);
    let too_many = |letter: &mut Letter| letter.groups = vec![letter.groups[0].clone(); 3_000];
    assert_eq!(refused(too_many), Fault::TooManyLines);
}
