//! What somebody of a client sees, shown to the office: as it is, on record, and to nobody who has no part in it.

use domain::ids::MembershipId;
use office::portal::{self, PortalCaller};
use office::{Error, Result};
use uuid::Uuid;

use super::{ORLA, Porch, form};

async fn in_the_porch() -> (Porch, PortalCaller, MembershipId) {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().book("meeting", "2026-11-20T15:00:00Z").await;
    porch.post.invoice(porch.scene().client).await;
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await;
    let membership = porch.membership(porch.orla()).await;
    (porch, orla, membership)
}

async fn looks(porch: &Porch, membership: MembershipId) -> Result<usize> {
    let body = portal::looked_at(&porch.partner(), porch.orla(), membership).await?.body;
    Ok(body.appointments.coming.len() + body.invoices.len())
}

#[tokio::test]
async fn the_office_sees_what_they_see_and_that_it_looked_is_on_record() {
    let (porch, orla, membership) = in_the_porch().await;
    let case = porch.case().await;
    porch
        .scene()
        .sql(format!(
            "insert into client_requests (id, case_id, client_id, title, asked_by)
            values (gen_random_uuid(), '{case}', '{}', 'Payslips of this year', '{}')",
            porch.orla(),
            porch.scene().partner
        ))
        .await;
    let body = portal::looked_at(&porch.partner(), porch.orla(), membership).await.unwrap().body;
    assert_eq!(body.they.name, "Orla Finnegan");
    let theirs = portal::appointments(&orla).await.unwrap().body;
    assert_eq!(body.appointments.coming, theirs.coming);
    assert_eq!(body.invoices[0].left, "$100.00");
    assert_eq!(body.requests[0].title, "Payslips of this year");
    assert_eq!(body.requests, portal::requests(&orla).await.unwrap().body.open);
    assert_eq!(body.withheld, 0);
    let told = porch
        .scene()
        .words(
            "select actor_kind || ' ' || action from audit_events where action in ('look-as-client', 'portal-see-invoice') order by seq",
        )
        .await;
    assert_eq!(told, ["staff look-as-client"]);
}

#[tokio::test]
async fn whoever_has_no_part_in_all_of_it_does_not_look() {
    let (porch, _, membership) = in_the_porch().await;
    assert_eq!(looks(&porch, membership).await.unwrap(), 2);
    // under another client's address it is not there
    let petra = porch.client("Petra Voss").await;
    let astray = portal::looked_at(&porch.partner(), petra, membership).await.unwrap_err();
    assert!(matches!(astray, Error::NotFound), "{astray:?}");
    let unknown = MembershipId(Uuid::new_v4());
    assert!(matches!(looks(&porch, unknown).await, Err(Error::NotFound)));

    // one of their cases is walled
    porch
        .scene()
        .sql(format!(
            "insert into walls (id, staff_id, case_id, since, reason) select gen_random_uuid(), '{}', id, '2026-01-05', 'x'
                from cases where client_id = '{}' limit 1",
            porch.scene().partner,
            porch.orla()
        ))
        .await;
    assert!(matches!(looks(&porch, membership).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn nobody_sees_through_somebody_what_another_client_has() {
    let (porch, _, membership) = in_the_porch().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite(petra, &form("Orla Finnegan", ORLA)).await.unwrap();
    porch.post.invoice(petra.0).await;
    assert_eq!(looks(&porch, membership).await.unwrap(), 3);
    porch
        .scene()
        .sql(format!(
            "insert into walls (id, staff_id, client_id, since, reason) values (gen_random_uuid(), '{}', '{petra}', '2026-01-05', 'x')",
            porch.scene().partner
        ))
        .await;
    assert!(matches!(looks(&porch, membership).await, Err(Error::Conflict(_))));
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert!(matches!(looks(&porch, membership).await, Err(Error::NotFound)));
}
