//! Server functions of cases. Each is a public endpoint: the first thing it does is ask who calls.

use domain::cases::{
    CaseFacts, CaseFilter, CaseForm, CaseFormContext, CaseList, CaseView, PreparedPage, ReasonForm,
    TeamPage,
};
use domain::forms::{Answer, Choice, FormPage};
use domain::frame::Framed;
use domain::parties::{PartiesPage, PartyForm, PartyFormContext};
use domain::team::{GrantForm, GrantFormContext, LeadForm};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(filter: CaseFilter, flash: String) -> Result<FormPage<(), CaseList>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::cases::list(&caller, filter).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, (), body, &flash).await
}

#[server]
pub async fn show(id: String) -> Result<Framed<CaseView>, ApiError> {
    let caller = crate::caller::caller()?;
    office::cases::show(&caller, crate::caller::id(&id)?).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn new_page(
    client: String,
    flash: String,
) -> Result<FormPage<CaseForm, CaseFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::cases::new_form(&caller, client.parse().ok())
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn open(#[server(flatten)] form: CaseForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::cases::open(&caller, &form).await.map(crate::caller::opened);
    crate::caller::answer("/cases/new", &form, done)
}

#[server]
pub async fn prepare(#[server(flatten)] form: CaseForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::cases::prepare(&caller, &form).await.map(crate::caller::opened);
    crate::caller::answer("/cases/new", &form, done)
}

#[server]
pub async fn approve(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::cases::approve(&caller, crate::caller::id(&id)?).await;
    crate::caller::answer("/cases", &(), done.map(|id| crate::routes::case(id) + "?done=approved"))
}

#[server]
pub async fn decline_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, String>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, title) = office::cases::decline_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, ReasonForm::default(), title, &flash).await
}

#[server]
pub async fn decline(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::decline(&caller, id, &form)
        .await
        .map(|()| "/cases?done=declined".to_owned());
    crate::caller::answer(crate::routes::decline(id), &form, done)
}

#[server]
pub async fn edit_page(
    id: String,
    flash: String,
) -> Result<FormPage<CaseForm, CaseFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::cases::edit_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn edit(id: String, #[server(flatten)] form: CaseForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::edit(&caller, id, &form)
        .await
        .map(|()| crate::routes::case(id) + "?done=saved");
    crate::caller::answer(crate::routes::case_edit(id), &form, done)
}

#[server]
pub async fn close_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, CaseFacts>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, case) = office::cases::close_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, case, &flash).await
}

#[server]
pub async fn close(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::close(&caller, id, &form)
        .await
        .map(|()| crate::routes::case(id) + "?done=closed");
    crate::caller::answer(crate::routes::case_close(id), &form, done)
}

#[server]
pub async fn reopen_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, CaseFacts>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, case) = office::cases::reopen_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, case, &flash).await
}

#[server]
pub async fn reopen(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::reopen(&caller, id, &form)
        .await
        .map(|()| crate::routes::case(id) + "?done=reopened");
    crate::caller::answer(crate::routes::case_reopen(id), &form, done)
}

#[server]
pub async fn team(id: String) -> Result<Framed<TeamPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::team::page(&caller, crate::caller::id(&id)?).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn grant_page(
    id: String,
    flash: String,
) -> Result<FormPage<GrantForm, GrantFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::team::grant_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn give(id: String, #[server(flatten)] form: GrantForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::team::give(&caller, id, &form)
        .await
        .map(|()| crate::routes::case_team(id) + "?done=granted");
    crate::caller::answer(crate::routes::grant_new(id), &form, done)
}

#[server]
pub async fn change_page(
    id: String,
    grant: String,
    flash: String,
) -> Result<FormPage<GrantForm, GrantFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, grant) = (crate::caller::id(&id)?, crate::caller::id(&grant)?);
    let (frame, form, context) =
        office::team::change_form(&caller, id, grant).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change(
    id: String,
    grant: String,
    #[server(flatten)] form: GrantForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, grant) = (crate::caller::id(&id)?, crate::caller::id(&grant)?);
    let done = office::team::change(&caller, id, grant, &form).await;
    let done = done.map(|()| crate::routes::case_team(id) + "?done=changed");
    crate::caller::answer(crate::routes::grant(id, grant), &form, done)
}

#[server]
pub async fn end(id: String, grant: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, grant) = (crate::caller::id(&id)?, crate::caller::id(&grant)?);
    let done = office::team::end(&caller, id, grant).await;
    // Ending one's own place ends the sight of this page with it.
    let done = done.map(|still_seen| match still_seen {
        true => crate::routes::case_team(id) + "?done=ended",
        false => "/cases?done=ended".to_owned(),
    });
    crate::caller::answer(crate::routes::grant_end(id, grant), &(), done)
}

#[server]
pub async fn lead_page(
    id: String,
    flash: String,
) -> Result<FormPage<LeadForm, (CaseFacts, Vec<Choice>)>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, case, attorneys) = office::team::lead_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, (case, attorneys), &flash).await
}

#[server]
pub async fn change_lead(
    id: String,
    #[server(flatten)] form: LeadForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::team::change_lead(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::case_team(id) + "?done=lead");
    crate::caller::answer(crate::routes::case_lead(id), &form, done)
}

#[server]
pub async fn parties(id: String) -> Result<Framed<PartiesPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::parties::page(&caller, crate::caller::id(&id)?).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn new_party_page(
    id: String,
    flash: String,
) -> Result<FormPage<PartyForm, PartyFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::parties::new_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn add_party(id: String, #[server(flatten)] form: PartyForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::parties::add(&caller, id, &form)
        .await
        .map(|found| crate::routes::party_checked(id, found, "party"));
    crate::caller::answer(crate::routes::party_new(id), &form, done)
}

#[server]
pub async fn party_page(
    id: String,
    party: String,
    flash: String,
) -> Result<FormPage<PartyForm, PartyFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, party) = (crate::caller::id(&id)?, crate::caller::id(&party)?);
    let (frame, form, context) =
        office::parties::change_form(&caller, id, party).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change_party(
    id: String,
    party: String,
    #[server(flatten)] form: PartyForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, party) = (crate::caller::id(&id)?, crate::caller::id(&party)?);
    let done = office::parties::change(&caller, id, party, &form)
        .await
        .map(|found| crate::routes::party_checked(id, found, "saved"));
    crate::caller::answer(crate::routes::party(id, party), &form, done)
}

/// The party leaves the case; it stays on record.
#[server]
pub async fn end_party(id: String, party: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, party) = (crate::caller::id(&id)?, crate::caller::id(&party)?);
    let done = office::parties::end(&caller, id, party)
        .await
        .map(|()| crate::routes::parties(id) + "?done=party-ended");
    crate::caller::answer(crate::routes::party(id, party), &(), done)
}

#[server]
pub async fn show_prepared(
    id: String,
    flash: String,
) -> Result<FormPage<(), PreparedPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::cases::prepared(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

/// Whoever prepared it takes it back.
#[server]
pub async fn withdraw(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::withdraw(&caller, id).await;
    let done = done.map(|()| "/cases?done=withdrawn".to_owned());
    crate::caller::answer(crate::routes::prepared(id), &(), done)
}
