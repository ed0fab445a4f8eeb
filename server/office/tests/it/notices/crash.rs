//! Servers that are killed while they send. Whatever they leave ends, or is unclear and somebody rings; a
//! mail that was in hand may come once more under its Message-ID, a text never does, and none is lost.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use super::{MINUTE, Scene};

const STARTS: &str = "2026-10-21T14:00:00Z";
const MANY: usize = 12;
/// As many as one server has in hand.
const IN_HAND: usize = 8;

/// Appointments, each told by both channels.
async fn scene() -> Scene {
    let scene = Scene::new().await;
    for _ in 0..MANY {
        scene.book("meeting", STARTS).await;
    }
    scene
}

/// Sends by one channel in a process of its own, which dies at the point if it comes there. What it handed
/// over, in order.
pub(crate) fn send_and_die(scene: &Scene, channel: &str, fault: &str) -> (bool, Vec<String>) {
    let sent = tempfile::NamedTempFile::new().unwrap();
    let nobody = uuid::Uuid::nil().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_office-crash"))
        .args(["notices", &scene.test.url("privity_owner"), &scene.test.url("privity_app")])
        .arg(scene.test.blobs())
        .args(["9", &nobody, &nobody])
        .arg(sent.path())
        .arg(if channel == "email" { "0" } else { "1" })
        .env("PRIVITY_FAULT", fault)
        .output()
        .unwrap();
    let killed = output.status.signal() == Some(9);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(killed || output.status.success(), "{fault}: {said}");
    let lines = std::fs::read_to_string(sent.path()).unwrap();
    (killed, lines.lines().map(str::to_owned).collect())
}

/// Rounds by servers that live, until nothing is left to do.
async fn recover(scene: &Scene) {
    for _ in 0..4 {
        scene.later(MINUTE);
        scene.round().await;
    }
    scene.later(MINUTE * 11);
    scene.round().await;
}

/// What servers that live handed over, by the rows' ids.
fn mailed(scene: &Scene) -> Vec<String> {
    let mails = scene.sink.emails.lock().unwrap();
    let id = |id: &str| id.trim_start_matches('<').split('@').next().unwrap().to_owned();
    mails.iter().map(|mail| id(mail.message_id.as_str())).collect()
}

fn times(ids: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    ids.into_iter().fold(BTreeMap::new(), |mut times, id| {
        *times.entry(id).or_default() += 1;
        times
    })
}

#[tokio::test]
async fn a_mail_survives_a_kill_at_any_point_and_comes_twice_at_most() {
    let mut kills = 0;
    for (point, pass) in [
        ("notice.claimed", 1),
        ("notice.looked", 1),
        ("notice.looked", 5),
        ("notice.sent", 1),
        ("notice.sent", 7),
        ("notice.marked", 1),
        ("notice.marked", 9),
    ] {
        let said = format!("killed at {point}@{pass}");
        let scene = scene().await;
        let (killed, before) = send_and_die(&scene, "email", &format!("{point}@{pass}"));
        kills += usize::from(killed);
        recover(&scene).await;
        let times = times(before.into_iter().chain(mailed(&scene)));
        assert_eq!(times.len(), MANY, "{said}: each came");
        assert!(times.values().all(|times| *times <= 2), "{said}: {times:?}");
        let extra = times.values().filter(|times| **times == 2).count();
        let most = if point == "notice.claimed" { 0 } else { IN_HAND };
        assert!(extra <= most, "{said}: {extra} came twice");
        assert_eq!(scene.rows("accepted").await.len(), 2 * MANY, "{said}: texts too");
        let open = "notifications where state in ('queued', 'sending')";
        assert_eq!(scene.count(open).await, 0, "{said}");
    }
    assert_eq!(kills, 7, "every point is passed");
}

#[tokio::test]
async fn a_text_that_was_in_hand_stays_unclear_and_somebody_rings() {
    for (point, pass) in
        [("notice.claimed", 1), ("notice.looked", 3), ("notice.sent", 3), ("notice.marked", 3)]
    {
        let scene = scene().await;
        let (killed, before) = send_and_die(&scene, "text", &format!("{point}@{pass}"));
        assert!(killed, "{point}");
        recover(&scene).await;
        let after = scene.sink.texts.lock().unwrap().clone();
        let after = after.iter().map(|text| text.id.to_string());
        let times = times(before.into_iter().chain(after));
        assert!(times.values().all(|times| *times == 1), "{point}: {times:?}");
        let texts = "notifications where channel = 'text' and state";
        let unclear = scene.count(format!("{texts} = 'unknown'")).await as usize;
        let taken = scene.count(format!("{texts} = 'accepted'")).await as usize;
        assert_eq!(unclear + taken, MANY, "{point}");
        assert!(unclear <= IN_HAND, "{point}: {unclear}");
        assert!(times.len() >= taken && times.len() <= MANY, "{point}");
        // each one that is unclear is somebody's to ring about
        let rings = "call_list where reason = 'unclear' and done_at is null";
        assert_eq!(scene.count(rings).await as usize, unclear, "{point}");
    }
}
