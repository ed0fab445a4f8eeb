//! Two servers on one database.

use office::keeping::take;

use super::*;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const HOLD: SignedDuration = SignedDuration::from_mins(10);

#[tokio::test]
async fn of_two_servers_one_does_the_work_and_not_before_its_time() {
    let desk = Desk::new().await;
    let other = desk.test.office_storing(office::vault::Store::Folder(desk.test.blobs()));
    let both = |by: SignedDuration| {
        later(desk.office(), by);
        later(&other, by);
    };
    let (a, b) =
        tokio::join!(take(desk.office(), "sweep", HOUR, HOLD), take(&other, "sweep", HOUR, HOLD));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!(a.is_some() ^ b.is_some(), "{a:?} {b:?}");
    let turn = a.or(b).unwrap();
    assert!(turn.keep().await.unwrap());
    // another loop has a turn of its own
    assert!(take(&other, "scrub", HOUR, HOLD).await.unwrap().is_some());
    turn.end().await.unwrap();
    both(HOUR - SignedDuration::from_secs(1));
    assert!(take(&other, "sweep", HOUR, HOLD).await.unwrap().is_none(), "too early");
    both(HOUR);
    assert!(take(&other, "sweep", HOUR, HOLD).await.unwrap().is_some());
}

#[tokio::test]
async fn a_server_that_died_holds_a_turn_no_longer_than_its_lease() {
    let desk = Desk::new().await;
    let office = desk.office();
    let every = SignedDuration::from_mins(1);
    let dead = take(office, "scrub", every, HOLD).await.unwrap().unwrap();
    later(office, HOLD - SignedDuration::from_secs(1));
    assert!(take(office, "scrub", every, HOLD).await.unwrap().is_none());
    later(office, HOLD);
    let turn = take(office, "scrub", every, HOLD).await.unwrap().unwrap();
    // whoever was taken for dead learns it, and ends nothing that is another's
    assert!(!dead.keep().await.unwrap());
    dead.end().await.unwrap();
    assert!(turn.keep().await.unwrap());
}
