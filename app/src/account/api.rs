//! Server functions of one's own account. Each acts on the caller's and on nobody else's.

use domain::account::{
    AccountPage, ChangePasswordForm, CodeForm, RecoveryCodes, SecondFactorSetup, StepUpForm,
};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

#[server]
pub async fn show(flash: String) -> Result<FormPage<(), AccountPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::identity::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn end_device(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = match office::identity::end_device(&caller, crate::caller::id(&id)?).await {
        // ended a moment before: what was asked for holds
        Ok(()) | Err(office::Error::NotFound) => Ok("/account?done=device".to_owned()),
        Err(error) => Err(error),
    };
    crate::caller::answer(crate::routes::ACCOUNT, &(), done)
}

#[server]
pub async fn sign_out_everywhere_else() -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::identity::sign_out_everywhere_else(&caller).await;
    let done = done.map(|_| "/account?done=devices".to_owned());
    crate::caller::answer(crate::routes::ACCOUNT, &(), done)
}

#[server]
pub async fn password_page(
    flash: String,
) -> Result<FormPage<ChangePasswordForm, String>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::identity::page(&caller).await.map_err(crate::caller::reveal)?;
    let form = ChangePasswordForm::default();
    crate::caller::form_page(page.frame, form, page.body.email, &flash).await
}

#[server]
pub async fn change_password(
    #[server(flatten)] form: ChangePasswordForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::identity::change_password(&caller, &form).await;
    let done = done.map(|()| "/account?done=password".to_owned());
    crate::caller::answer(crate::routes::PASSWORD, &form, done)
}

#[server]
pub async fn save_reminders(#[server(default)] by_email: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::reminders::save_wish(&caller, by_email == "true").await;
    let done = done.map(|()| "/account?done=own-reminders".to_owned());
    crate::caller::answer(crate::routes::ACCOUNT, &(), done)
}

/// The second factor as it stands, and the one being set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Factor {
    pub setup: Option<SecondFactorSetup>,
    pub in_force: bool,
    pub required: bool,
}

#[server]
pub async fn second_factor_page(flash: String) -> Result<FormPage<CodeForm, Factor>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::identity::page(&caller).await.map_err(crate::caller::reveal)?;
    let setup =
        office::identity::second_factor_setup(&caller).await.map_err(crate::caller::reveal)?;
    let (in_force, required) = (body.second_factor, body.second_factor_required);
    let factor = Factor { setup: setup.body, in_force, required };
    crate::caller::form_page(frame, CodeForm::default(), factor, &flash).await
}

#[server]
pub async fn begin_second_factor() -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::identity::begin_second_factor(&caller).await;
    let done = done.map(|()| crate::routes::SECOND_FACTOR.to_owned());
    crate::caller::answer(crate::routes::SECOND_FACTOR, &(), done)
}

#[server]
pub async fn confirm_second_factor(#[server(flatten)] form: CodeForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = match office::identity::confirm_second_factor(&caller, &form).await {
        Ok(codes) => {
            Ok(crate::caller::keep_at(crate::routes::CODES, &codes).await? + "&done=factor")
        }
        Err(error) => Err(error),
    };
    crate::caller::answer(crate::routes::SECOND_FACTOR, &form, done)
}

#[server]
pub async fn remove_page(flash: String) -> Result<FormPage<(), AccountPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::identity::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn remove_second_factor() -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::identity::remove_second_factor(&caller).await;
    let done = done.map(|()| "/account?done=no-factor".to_owned());
    crate::caller::answer(crate::routes::REMOVE_SECOND_FACTOR, &(), done)
}

/// Recovery codes where some were just made, else how they stand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Codes {
    pub fresh: Option<RecoveryCodes>,
    /// Why making new ones was refused.
    pub message: Option<String>,
    pub account: AccountPage,
}

#[server]
pub async fn codes_page(kept: String) -> Result<Framed<Codes>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::identity::page(&caller).await.map_err(crate::caller::reveal)?;
    let (fresh, message) = crate::caller::kept(&kept).await;
    Ok(Framed { frame, body: Codes { fresh, message, account: body } })
}

#[server]
pub async fn new_recovery_codes() -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = match office::identity::new_recovery_codes(&caller).await {
        Ok(codes) => Ok(crate::caller::keep_at(crate::routes::CODES, &codes).await?),
        Err(error) => Err(error),
    };
    crate::caller::answer(crate::routes::CODES, &(), done)
}

#[server]
pub async fn step_up_page(flash: String) -> Result<FormPage<StepUpForm, AccountPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::identity::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, StepUpForm::default(), page.body, &flash).await
}

#[server]
pub async fn step_up(#[server(flatten)] form: StepUpForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::identity::step_up(&caller, &form).await.map(|token| {
        crate::caller::remember(&token);
        crate::caller::next_or(&form.next, crate::routes::CASES)
    });
    crate::caller::answer(crate::routes::leading(crate::routes::STEP_UP, &form.next), &form, done)
}

/// For anybody: a browser has a theme before there is an account.
#[server]
pub async fn set_theme(theme: String, #[server(default)] next: String) -> Result<Answer, ApiError> {
    crate::caller::keep_theme(&theme);
    Ok(Answer::Go(crate::caller::next_or(&next, "/")))
}
