//! Clients who are in a case together: added on purpose, seen by whoever sees the case, separated at once.

use domain::access::Level;
use domain::co_clients::CoClientForm;
use domain::forms::FieldErrors;
use domain::ids::CaseId;
use office::{Error, co_clients};

use super::Porch;

fn named(name: &str) -> CoClientForm {
    CoClientForm { name: name.into(), ..CoClientForm::default() }
}

/// Names in the case, and whether they are in it still.
async fn clients(porch: &Porch, case: CaseId) -> Vec<(String, bool)> {
    let (_, _, page) = co_clients::page(&porch.partner(), case).await.unwrap();
    page.rows.into_iter().map(|row| (row.name, row.until.is_none())).collect()
}

fn complaint(error: Error) -> (String, usize) {
    let Error::Invalid(FieldErrors(errors)) = error else { panic!("{error:?}") };
    (errors[0].message.clone(), errors[0].links.len())
}

#[tokio::test]
async fn a_co_client_is_added_by_name_and_separated_at_once() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    let case = porch.case().await;
    let own = clients(&porch, case).await.len();
    co_clients::add(&porch.partner(), case, &named(" petra voss ")).await.unwrap();
    assert!(clients(&porch, case).await.contains(&("Petra Voss".into(), true)));
    let again = co_clients::add(&porch.partner(), case, &named("Petra Voss")).await.unwrap_err();
    assert!(complaint(again).0.contains("already"));
    co_clients::separate(&porch.partner(), case, petra).await.unwrap();
    assert!(clients(&porch, case).await.contains(&("Petra Voss".into(), false)));
    let twice = co_clients::separate(&porch.partner(), case, petra).await.unwrap_err();
    assert!(matches!(twice, Error::Conflict(_)), "{twice:?}");
    // whom the case was opened for is never separated from it
    let orla = co_clients::separate(&porch.partner(), case, porch.orla()).await.unwrap_err();
    assert!(matches!(orla, Error::Conflict(_)), "{orla:?}");
    co_clients::add(&porch.partner(), case, &named("Petra Voss")).await.unwrap();
    assert_eq!(clients(&porch, case).await.len(), own + 1);
    let told = porch
        .scene()
        .words("select action from audit_events where action like '%co-client' and outcome = 'done' order by seq")
        .await;
    assert_eq!(told, ["add-co-client", "separate-co-client", "add-co-client"]);
}

#[tokio::test]
async fn a_name_that_is_nobodys_several_peoples_or_the_other_sides_is_refused() {
    let porch = Porch::open().await;
    let case = porch.case().await;
    for (name, says) in [("", "Enter the name"), ("Nobody Known", "No client of that name")] {
        let refused = co_clients::add(&porch.partner(), case, &named(name)).await.unwrap_err();
        assert!(complaint(refused).0.contains(says), "{name}");
    }
    let first = porch.client("Sam Weller").await;
    porch.client("Sam Weller").await;
    let refused = co_clients::add(&porch.partner(), case, &named("Sam Weller")).await.unwrap_err();
    assert_eq!(complaint(refused).1, 2);
    let picked = CoClientForm { picked: first.to_string(), ..named("Sam Weller") };
    co_clients::add(&porch.partner(), case, &picked).await.unwrap();

    porch.client("Ada Stone").await;
    porch
        .scene()
        .sql(format!("insert into parties (id, case_id, role, name) values (gen_random_uuid(), '{case}', 'opposing', 'ADA STONE')"))
        .await;
    let against = co_clients::add(&porch.partner(), case, &named("Ada Stone")).await.unwrap_err();
    assert!(complaint(against).0.contains("opposing"));
}

#[tokio::test]
async fn a_walled_client_is_not_there_to_be_added() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    let case = porch.case().await;
    porch
        .scene()
        .sql(format!(
            "insert into walls (id, staff_id, client_id, since, reason) values (gen_random_uuid(), '{}', '{petra}', '2026-01-05', 'x')",
            porch.scene().partner
        ))
        .await;
    let unseen = co_clients::add(&porch.partner(), case, &named("Petra Voss")).await.unwrap_err();
    assert!(complaint(unseen).0.contains("No client of that name"));
}

#[tokio::test]
async fn nobody_on_the_team_gets_sight_of_a_client_they_are_screened_from() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    let case = porch.case().await;
    let kim = porch.paralegal("Kim Lorne", case, Level::View).await.staff_id();
    porch
        .scene()
        .sql(format!(
            "insert into walls (id, staff_id, client_id, since, reason) values (gen_random_uuid(), '{kim}', '{petra}', '2026-01-05', 'x')"
        ))
        .await;
    let refused = co_clients::add(&porch.partner(), case, &named("Petra Voss")).await.unwrap_err();
    let said = complaint(refused).0;
    assert!(said.contains("conflicts partner") && !said.contains("Kim"), "{said}");
    assert!(!clients(&porch, case).await.iter().any(|(name, _)| name == "Petra Voss"));
}
