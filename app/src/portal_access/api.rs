//! Server functions of who of a client is let in. Each is a public endpoint: the first thing it does is ask who calls.

use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use domain::portal::{AccessContext, AccessForm, InvitationContext, InvitationForm, LookedAt};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn invite_page(
    id: String,
    flash: String,
) -> Result<FormPage<InvitationForm, InvitationContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::portal::invite_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn invite(
    id: String,
    #[server(flatten)] form: InvitationForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::portal::invite(&caller, id, &form).await;
    let done = done.map(|needs_pin| match needs_pin {
        Some(membership) => crate::routes::with_done(
            &crate::routes::portal_access(id, membership),
            "portal-invited-pin",
        ),
        None => crate::routes::client(id) + "?done=portal-invited",
    });
    crate::caller::answer(crate::routes::portal_invite(id), &form, done)
}

#[server]
pub async fn change_page(
    id: String,
    membership: String,
    flash: String,
) -> Result<FormPage<AccessForm, AccessContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, membership) = (crate::caller::id(&id)?, crate::caller::id(&membership)?);
    let (frame, form, context) = office::portal::change_form(&caller, id, membership)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change(
    id: String,
    membership: String,
    #[server(flatten)] form: AccessForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, membership) = (crate::caller::id(&id)?, crate::caller::id(&membership)?);
    let done = office::portal::change(&caller, id, membership, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=portal-changed");
    crate::caller::answer(crate::routes::portal_access(id, membership), &form, done)
}

#[server]
pub async fn invite_again(id: String, membership: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, membership) = (crate::caller::id(&id)?, crate::caller::id(&membership)?);
    let done = office::portal::invite_again(&caller, id, membership).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=portal-invited");
    crate::caller::answer(
        crate::routes::portal_access(id, membership),
        &AccessForm::default(),
        done,
    )
}

/// They are signed out, and choose a PIN with a number that is told by phone.
#[server]
pub async fn reset_pin(id: String, membership: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, membership) = (crate::caller::id(&id)?, crate::caller::id(&membership)?);
    let done = office::portal::reset_pin(&caller, id, membership).await;
    let here = crate::routes::portal_access(id, membership);
    let done = done.map(|()| crate::routes::with_done(&here, "portal-pin"));
    crate::caller::answer(here, &AccessForm::default(), done)
}

/// At once; who had access stays on record.
#[server]
pub async fn end(id: String, membership: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, membership) = (crate::caller::id(&id)?, crate::caller::id(&membership)?);
    let done = office::portal::end(&caller, id, membership).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=portal-ended");
    crate::caller::answer(
        crate::routes::portal_access(id, membership),
        &AccessForm::default(),
        done,
    )
}

/// What somebody sees, and nothing to do there.
#[server]
pub async fn seen(id: String, membership: String) -> Result<Framed<LookedAt>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, membership) = (crate::caller::id(&id)?, crate::caller::id(&membership)?);
    office::portal::looked_at(&caller, id, membership).await.map_err(crate::caller::reveal)
}
