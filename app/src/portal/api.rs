//! Server functions of the portal. Those of the door answer anybody; each of the others first asks who of a client
//! calls, and reads no more than that person's own.

use domain::account::EmailForm;
use domain::documents::ReasonForm;
use domain::forms::Answer;
use domain::passkeys::{PasskeyAsk, PasskeyForm};
use domain::pin::{PinForm, PinWanted};
use domain::portal::{
    CodeForm, OwnReach, OwnReachForm, PortalAppointments, PortalDisputeForm, PortalDocumentPage,
    PortalDocuments, PortalDoor, PortalFrame, PortalFramed, PortalHome, PortalInvoice,
    PortalInvoicePage, PortalInvoices, PortalProfile,
};
use domain::requests::PortalRequests;
use domain::threads::{MessageForm, OwnStart, OwnStartForm, OwnThread, OwnThreads};
use leptos::prelude::*;

use crate::door::Asked;
use crate::error::ApiError;

#[server]
pub async fn door_page(flash: String) -> Result<Asked<EmailForm, PortalDoor>, ApiError> {
    crate::caller::send_client_on();
    let visit = crate::caller::visit()?;
    let door = crate::caller::portal_door(&visit).await?;
    crate::caller::asked(EmailForm::default(), door, &flash).await
}

/// The answer is the same whoever has the address.
#[server]
pub async fn ask_code(#[server(flatten)] form: EmailForm) -> Result<Answer, ApiError> {
    let (visit, browser) = (crate::caller::visit()?, crate::caller::browser()?);
    let done = office::portal::ask(&visit, browser, &form).await;
    let done = done.map(|()| crate::routes::PORTAL_CODE.to_owned());
    crate::caller::answer(crate::routes::PORTAL_SIGN_IN, &form, done)
}

#[server]
pub async fn code_page(flash: String) -> Result<Asked<CodeForm, PortalDoor>, ApiError> {
    crate::caller::send_client_on();
    let visit = crate::caller::visit()?;
    let door = crate::caller::portal_door(&visit).await?;
    crate::caller::asked(CodeForm::default(), door, &flash).await
}

#[server]
pub async fn take_code(#[server(flatten)] form: CodeForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::portal::take_code(&visit, &form).await;
    crate::caller::answer(crate::routes::PORTAL_CODE, &form, done.map(crate::caller::carry_client))
}

/// What is asked of a discreet contact's session that lacks its PIN; everybody else is sent on.
#[server]
pub async fn pin_page(flash: String) -> Result<Asked<PinForm, Option<PinWanted>>, ApiError> {
    let wanted = crate::caller::pin_wanted().ok().map(|(wanted, _)| wanted);
    if wanted.is_none() {
        leptos_axum::redirect(crate::routes::PORTAL, false);
    }
    crate::caller::asked(PinForm::default(), wanted, &flash).await
}

#[server]
pub async fn give_pin(#[server(flatten)] form: PinForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let (wanted, token) = crate::caller::pin_wanted()?;
    let done = office::portal::give_pin(&visit, &token, wanted, &form).await;
    let here = crate::routes::PORTAL_PIN;
    let back = match &done {
        // that session has ended
        Err(office::Error::Conflict(_)) => crate::routes::PORTAL_SIGN_IN,
        _ => here,
    };
    let to = crate::routes::with_done(crate::routes::PORTAL, "portal-in");
    crate::caller::answer(back, &form, done.map(|()| to))
}

#[server]
pub async fn passkey_page(flash: String) -> Result<Asked<PasskeyForm, PortalDoor>, ApiError> {
    crate::caller::send_client_on();
    let visit = crate::caller::visit()?;
    let door = crate::caller::portal_door(&visit).await?;
    crate::caller::asked(PasskeyForm::default(), door, &flash).await
}

/// What a device is to sign, for whoever it is that asks.
#[server]
pub async fn ask_passkey() -> Result<PasskeyAsk, ApiError> {
    let (visit, browser) = (crate::caller::visit()?, crate::caller::browser()?);
    office::portal::ask_passkey(&visit, browser, &crate::caller::base_url())
        .await
        .map_err(crate::caller::reveal)
}

#[server]
pub async fn take_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::portal::take_passkey(&visit, &form, &crate::caller::base_url()).await;
    let done = done.map(crate::caller::carry_client);
    crate::caller::answer(crate::routes::PORTAL_PASSKEY, &form, done)
}

#[server]
pub async fn new_passkey_page(flash: String) -> Result<Asked<PasskeyForm, PortalFrame>, ApiError> {
    let client = crate::caller::client()?;
    let (form, frame) =
        office::portal::passkey_form(&client).await.map_err(crate::caller::reveal)?;
    crate::caller::asked(form, frame, &flash).await
}

#[server]
pub async fn ask_new_passkey() -> Result<PasskeyAsk, ApiError> {
    let client = crate::caller::client()?;
    office::portal::ask_new_passkey(&client, &crate::caller::base_url())
        .await
        .map_err(crate::caller::reveal)
}

#[server]
pub async fn add_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, ApiError> {
    let client = crate::caller::client()?;
    let done = office::portal::add_passkey(&client, &form, &crate::caller::base_url()).await;
    let after = crate::routes::with_done(crate::routes::PORTAL_PROFILE, "portal-passkey");
    crate::caller::answer(crate::routes::PORTAL_NEW_PASSKEY, &form, done.map(|()| after))
}

#[server]
pub async fn remove_passkey(id: String) -> Result<Answer, ApiError> {
    let client = crate::caller::client()?;
    office::portal::remove_passkey(&client, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    Ok(Answer::Go(crate::routes::with_done(crate::routes::PORTAL_PROFILE, "portal-passkey-gone")))
}

/// Looking uses nothing up. None for a link that was used or has ended.
#[server]
pub async fn link_page(token: String) -> Result<Option<String>, ApiError> {
    let visit = crate::caller::visit()?;
    match office::portal::link(&visit, &token).await {
        Err(office::Error::NotFound) => Ok(None),
        link => link.map(Some).map_err(crate::caller::reveal),
    }
}

#[server]
pub async fn enter(token: String) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::portal::take_link(&visit, &token).await;
    let done = done.map(crate::caller::carry_client);
    crate::caller::answer(crate::routes::PORTAL_SIGN_IN, &EmailForm::default(), done)
}

#[server]
pub async fn sign_out() -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let token = crate::caller::portal_token().unwrap_or_default();
    office::portal::sign_out(&visit, &token).await.map_err(crate::caller::reveal)?;
    crate::caller::forget_client();
    Ok(Answer::Go(crate::routes::with_done(crate::routes::PORTAL_SIGN_IN, "out")))
}

/// Whose page it is, for the two that say what is kept and how it can be used. Whoever came in by a message and still owes
/// their PIN is not told.
#[server]
pub async fn about_page() -> Result<PortalDoor, ApiError> {
    let visit = crate::caller::visit()?;
    let mut door = crate::caller::portal_door(&visit).await?;
    if crate::caller::pin_wanted().is_ok() {
        door.office.clear();
    }
    Ok(door)
}

#[server]
pub async fn home() -> Result<PortalFramed<PortalHome>, ApiError> {
    let (client, online) = (crate::caller::client()?, crate::caller::online());
    office::portal::home(&client, online.as_ref()).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn appointments() -> Result<PortalFramed<PortalAppointments>, ApiError> {
    let client = crate::caller::client()?;
    office::portal::appointments(&client).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn reply_to(
    id: String,
    revision: String,
    act: String,
    next: String,
) -> Result<Answer, ApiError> {
    let client = crate::caller::client()?;
    let revision = revision.parse().map_err(|_| ApiError::Malformed)?;
    let act = office::notices::link::LinkAct::from_word(&act).ok_or(ApiError::Malformed)?;
    let done = office::portal::answer(&client, crate::caller::id(&id)?, revision, act).await;
    crate::caller::answered(&next, done)
}

#[server]
pub async fn threads() -> Result<PortalFramed<OwnThreads>, ApiError> {
    let client = crate::caller::client()?;
    office::portal::threads(&client).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn thread(
    id: String,
    flash: String,
) -> Result<PortalFramed<Asked<MessageForm, OwnThread>>, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    let (form, read) = office::portal::thread(&client, id).await.map_err(crate::caller::reveal)?;
    let body = crate::caller::asked(form, read.body, &flash).await?;
    Ok(PortalFramed { frame: read.frame, body })
}

#[server]
pub async fn start_page(
    flash: String,
) -> Result<PortalFramed<Asked<OwnStartForm, OwnStart>>, ApiError> {
    let client = crate::caller::client()?;
    let (form, read) = office::portal::start_form(&client).await.map_err(crate::caller::reveal)?;
    let body = crate::caller::asked(form, read.body, &flash).await?;
    Ok(PortalFramed { frame: read.frame, body })
}

#[server]
pub async fn documents() -> Result<PortalFramed<PortalDocuments>, ApiError> {
    let client = crate::caller::client()?;
    office::portal::documents(&client).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn requests(
    flash: String,
) -> Result<Asked<ReasonForm, PortalFramed<PortalRequests>>, ApiError> {
    let client = crate::caller::client()?;
    let page = office::portal::requests(&client).await.map_err(crate::caller::reveal)?;
    crate::caller::asked(ReasonForm::default(), page, &flash).await
}

/// `page`: which page it begins with; the first where it is no number.
#[server]
pub async fn document(
    id: String,
    page: String,
) -> Result<PortalFramed<PortalDocumentPage>, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    let from = page.parse().ok().filter(|from| *from > 0).unwrap_or(1);
    office::portal::document(&client, id, from).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn invoices() -> Result<PortalFramed<PortalInvoices>, ApiError> {
    let (client, online) = (crate::caller::client()?, crate::caller::online());
    office::portal::invoices(&client, online.as_ref()).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn invoice(id: String) -> Result<PortalFramed<PortalInvoicePage>, ApiError> {
    let (client, online) = (crate::caller::client()?, crate::caller::online());
    let id = crate::caller::id(&id)?;
    office::portal::invoice(&client, online.as_ref(), id).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn dispute_page(
    id: String,
    flash: String,
) -> Result<PortalFramed<Asked<PortalDisputeForm, PortalInvoice>>, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    let PortalFramed { frame, body } =
        office::portal::to_dispute(&client, id).await.map_err(crate::caller::reveal)?;
    let body = crate::caller::asked(PortalDisputeForm::default(), body, &flash).await?;
    Ok(PortalFramed { frame, body })
}

#[server]
pub async fn dispute(
    id: String,
    #[server(flatten)] form: PortalDisputeForm,
) -> Result<Answer, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    let done = office::portal::dispute(&client, id, &form).await;
    let after = crate::routes::with_done(&crate::routes::portal_invoice(id), "portal-disputed");
    crate::caller::answer(crate::routes::portal_dispute(id), &form, done.map(|()| after))
}

/// Asks for the provider's page.
#[server]
pub async fn pay(id: String) -> Result<Answer, ApiError> {
    let (client, online) = (crate::caller::client()?, crate::caller::online());
    let id = crate::caller::id(&id)?;
    crate::caller::paying(id, office::portal::pay(&client, online.as_ref(), id).await)
}

#[server]
pub async fn profile() -> Result<PortalFramed<PortalProfile>, ApiError> {
    let client = crate::caller::client()?;
    office::portal::profile(&client, &crate::caller::base_url())
        .await
        .map_err(crate::caller::reveal)
}

#[server]
pub async fn reach_page(
    id: String,
    flash: String,
) -> Result<PortalFramed<Asked<OwnReachForm, OwnReach>>, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    let (form, read) =
        office::portal::reach_form(&client, id).await.map_err(crate::caller::reveal)?;
    let body = crate::caller::asked(form, read.body, &flash).await?;
    Ok(PortalFramed { frame: read.frame, body })
}

#[server]
pub async fn set_reach(
    id: String,
    #[server(flatten)] form: OwnReachForm,
) -> Result<Answer, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    let done = office::portal::set_reach(&client, id, &form).await;
    let after = crate::routes::with_done(crate::routes::PORTAL_PROFILE, "portal-reach");
    crate::caller::answer(crate::routes::portal_reach(id), &form, done.map(|()| after))
}

#[server]
pub async fn stop_texts(id: String) -> Result<Answer, ApiError> {
    let (client, id) = (crate::caller::client()?, crate::caller::id(&id)?);
    office::portal::stop_texts(&client, id).await.map_err(crate::caller::reveal)?;
    Ok(Answer::Go(crate::routes::with_done(crate::routes::PORTAL_PROFILE, "portal-texts-stopped")))
}

#[server]
pub async fn end_device(id: String) -> Result<Answer, ApiError> {
    let client = crate::caller::client()?;
    office::portal::end_device(&client, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    Ok(Answer::Go(crate::routes::with_done(crate::routes::PORTAL_PROFILE, "device")))
}

#[server]
pub async fn sign_out_everywhere_else() -> Result<Answer, ApiError> {
    let client = crate::caller::client()?;
    office::portal::sign_out_everywhere_else(&client).await.map_err(crate::caller::reveal)?;
    Ok(Answer::Go(crate::routes::with_done(crate::routes::PORTAL_PROFILE, "devices")))
}
