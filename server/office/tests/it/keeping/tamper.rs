//! Rows and blobs bent by somebody who holds the database and the store: what opens is one's own bytes,
//! or nothing, and reading back finds it.

use office::chance::Chance;
use office::keeping::{Budget, scrub};

use super::*;

const ALL: Budget = Budget { versions: 100, bytes: u64::MAX };
const COLUMNS: [&str; 6] =
    ["object_name", "wrapped_key", "case_key_id", "size_bytes", "chunks", "content_hash"];
/// Whether somebody else's in this column leaves a version that does not open.
const CLOSES: [bool; 6] = [true, true, true, true, true, false];

/// Versions of one document, of another, and of another case: of one length, and longer than a chunk.
struct Shelf {
    desk: Desk,
    versions: Vec<(DocumentId, i32, String)>,
}

impl Shelf {
    async fn new() -> Shelf {
        let desk = Desk::new().await;
        let other = desk.another_case("Z-1").await;
        let mut shelf = Shelf { desk, versions: Vec::new() };
        let caller = shelf.desk.caller("partner");
        for (n, case) in
            [shelf.desk.world.open, shelf.desk.world.open, other].into_iter().enumerate()
        {
            let text = |nth: i32, length: usize| format!("{n}{nth}").repeat(length);
            let first = shelf.desk.put(case, &format!("{n}.txt"), &text(1, 20)).await.document;
            shelf.versions.push((first, 1, text(1, 20)));
            for (nth, length) in [(2, 20), (3, 70_000)] {
                let file = NewFile::named("next");
                let text = text(nth, length);
                documents::add_version(&caller, first, nth - 1, &file, body(&text)).await.unwrap();
                shelf.versions.push((first, nth, text));
            }
        }
        shelf
            .desk
            .sql(
                "alter table document_versions disable trigger all;
                alter table document_versions drop constraint document_versions_object_name_key;
                create table as_written as select * from document_versions",
            )
            .await;
        shelf
    }

    /// What opens, as the partner.
    async fn read(&self, of: usize) -> office::Result<String> {
        let (id, nth, _) = &self.versions[of];
        let caller = self.desk.caller("partner");
        let opened = documents::open(&caller, *id, Some(*nth), Purpose::Download, false).await?;
        Ok(String::from_utf8_lossy(&opened.read().await?).into_owned())
    }

    /// Versions that are not what was written, by reading back.
    async fn found(&self) -> u64 {
        self.desk.sql("update version_checks set checked_at = null, problem = null, detail = null, wrong_since = null").await;
        scrub(self.desk.office(), now(), ALL).await.unwrap().wrong
    }

    fn own(&self, of: usize) -> &str {
        &self.versions[of].2
    }
}

fn row(shelf: &Shelf, of: usize) -> String {
    let (id, nth, _) = &shelf.versions[of];
    format!("document_id = '{id}' and nth = {nth}")
}

#[tokio::test]
async fn columns_put_from_one_version_into_another_never_open_foreign_bytes() {
    let shelf = Shelf::new().await;
    let chance = Chance::seeded(20);
    let (mut opened, mut refused) = (0, 0);
    for round in 0..150 {
        let to = chance.below(9);
        let from = (to + 1 + chance.below(8)) % 9;
        // each column alone first, then any of the combinations
        let picked = if round < 48 { 1 << (round % 6) } else { 1 + chance.below(63) };
        let columns: Vec<_> = (0..6).filter(|at| picked >> at & 1 == 1).collect();
        let set = columns.iter().map(|at| format!("{0} = s.{0}", COLUMNS[*at])).collect::<Vec<_>>();
        let (at, theirs) = (row(&shelf, to), row(&shelf, from));
        let sets = set.join(", ");
        let changed = shelf
            .desk
            .words(format!(
                "with s as (select * from as_written where {theirs}), was as (select * from document_versions where {at})
                update document_versions v set {sets} from s, was where v.id = was.id
                returning array_to_string(array[{}], '')",
                COLUMNS
                    .iter()
                    .enumerate()
                    .map(|(n, column)| if columns.contains(&n) {
                        format!("(was.{column} is distinct from s.{column})::int::text")
                    } else {
                        "'0'".into()
                    })
                    .collect::<Vec<_>>()
                    .join(", ")
            ))
            .await
            .remove(0);
        let closes = changed.bytes().zip(CLOSES).any(|(changed, closes)| changed == b'1' && closes);
        let wrong = changed.contains('1');
        let read = shelf.read(to).await;
        let answer = read.as_ref().map(|text| text.get(..4));
        let said = format!("round {round}: {sets} of {from} in {to}: {changed}: {answer:?}");
        match &read {
            Ok(text) => {
                opened += 1;
                assert!(text == shelf.own(to), "{said}");
                assert!(!closes, "{said}");
            }
            Err(error) => {
                refused += 1;
                assert!(matches!(error, Error::Storage(_) | Error::Internal(_)), "{said}");
                assert!(closes, "{said}");
            }
        }
        if round % 5 == 0 || wrong && !closes {
            assert_eq!(shelf.found().await, u64::from(wrong), "{said}");
        }
        let back = COLUMNS.map(|column| format!("{column} = s.{column}")).join(", ");
        shelf
            .desk
            .sql(format!("update document_versions v set {back} from (select * from as_written where {at}) s where s.id = v.id"))
            .await;
    }
    println!("{opened} opened their own bytes, {refused} were refused");
    assert!(opened > 5 && refused > 50);
    assert_eq!(shelf.found().await, 0);
}

/// The number of a version within its document is the database's word alone.
#[tokio::test]
async fn whole_rows_moved_to_another_document_or_case_do_not_open() {
    let shelf = Shelf::new().await;
    let place = "document_id, case_id, nth";
    for (to, from) in [(0, 3), (0, 6), (6, 0), (2, 8)] {
        // the row as it is, at another's place: as though it had been written there
        let (at, theirs) = (row(&shelf, to), row(&shelf, from));
        shelf
            .desk
            .sql(format!(
                "create temp table moved as select * from as_written where {theirs};
                update moved set ({place}) = (select {place} from as_written where {at});
                delete from document_versions where ({at}) or ({theirs});
                insert into document_versions select * from moved"
            ))
            .await;
        let read = shelf.read(to).await;
        assert!(
            matches!(read, Err(Error::Storage(_) | Error::Internal(_))),
            "{from} at {to}: {read:?}"
        );
        shelf
            .desk
            .sql("delete from document_versions; insert into document_versions select * from as_written")
            .await;
        assert_eq!(shelf.read(to).await.unwrap(), shelf.own(to));
    }
}

#[tokio::test]
async fn blobs_swapped_cut_doubled_or_bent_open_nothing_and_are_found() {
    let shelf = Shelf::new().await;
    let mut blobs = Vec::new();
    for (id, nth, _) in &shelf.versions {
        let file = shelf.desk.blob_of(*id, *nth).await;
        blobs.push((file.clone(), std::fs::read(file).unwrap()));
    }
    let chance = Chance::seeded(21);
    let sealed = 34..34 + 65_552; // the header, then the first whole chunk
    for round in 0..60 {
        let of = chance.below(9);
        let (file, whole) = &blobs[of];
        let long = whole.len() > sealed.end;
        let (what, bent) = match round % 6 {
            0 => ("another's", blobs[(of + 1 + chance.below(8)) % 9].1.clone()),
            1 => ("cut", whole[..chance.below(whole.len())].to_vec()),
            2 => ("longer", [&whole[..], &[0]].concat()),
            3 if long => ("a chunk twice", [&whole[..sealed.end], &whole[sealed.start..]].concat()),
            4 if long => {
                let mut bent = whole.clone();
                bent.copy_within(sealed.clone(), sealed.end);
                ("a chunk in the next one's place", bent)
            }
            _ => {
                let mut bent = whole.clone();
                let at = chance.below(bent.len());
                bent[at] ^= 1 << chance.below(8);
                ("a bit", bent)
            }
        };
        if bent == *whole {
            continue;
        }
        std::fs::write(file, &bent).unwrap();
        let read = shelf.read(of).await;
        assert!(matches!(read, Err(Error::Storage(_))), "{what} of {of}: {read:?}");
        if round % 4 == 0 {
            assert_eq!(shelf.found().await, 1, "{what} of {of}");
        }
        std::fs::write(file, whole).unwrap();
    }
    assert_eq!(shelf.found().await, 0);
}
