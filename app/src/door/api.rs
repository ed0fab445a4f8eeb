//! Server functions of the way in and out. The only ones that answer somebody nobody knows.

use domain::account::{
    Awaited, CodeForm, Door, EmailForm, MailedLink, NewPasswordForm, SignInForm,
};
use domain::forms::Answer;
use leptos::prelude::*;

use super::Asked;
use crate::error::ApiError;

#[server]
pub async fn door_page(flash: String) -> Result<Asked<SignInForm, Door>, ApiError> {
    crate::caller::send_on();
    let visit = crate::caller::visit()?;
    let door = office::gate::door(&visit).await.map_err(crate::caller::reveal)?;
    crate::caller::asked(SignInForm::default(), door, &flash).await
}

#[server]
pub async fn sign_in(#[server(flatten)] form: SignInForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::identity::sign_in(&visit, &form).await.map(crate::caller::carry);
    crate::caller::answer(crate::routes::leading(crate::routes::SIGN_IN, &form.next), &form, done)
}

#[server]
pub async fn code_page(flash: String) -> Result<Asked<CodeForm, Option<Awaited>>, ApiError> {
    crate::caller::send_on();
    let visit = crate::caller::visit()?;
    let token = crate::caller::session_token().unwrap_or_default();
    let who = office::identity::awaited(&visit, &token).await.map_err(crate::caller::reveal)?;
    crate::caller::asked(CodeForm::default(), who, &flash).await
}

#[server]
pub async fn second_factor(#[server(flatten)] form: CodeForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let token = crate::caller::session_token().unwrap_or_default();
    let done = office::identity::second_factor(&visit, &token, &form).await;
    let back = crate::routes::leading(crate::routes::CODE, &form.next);
    crate::caller::answer(back, &form, done.map(crate::caller::carry))
}

#[server]
pub async fn recovery_code(#[server(flatten)] form: CodeForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let token = crate::caller::session_token().unwrap_or_default();
    let done = office::identity::second_factor(&visit, &token, &form).await;
    let back = crate::routes::leading(crate::routes::RECOVERY, &form.next);
    crate::caller::answer(back, &form, done.map(crate::caller::carry))
}

#[server]
pub async fn sign_out() -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let token = crate::caller::session_token().unwrap_or_default();
    office::identity::sign_out(&visit, &token).await.map_err(crate::caller::reveal)?;
    crate::caller::forget();
    Ok(Answer::Go("/sign-in?done=out".to_owned()))
}

#[server]
pub async fn ask_reset_page(flash: String) -> Result<Asked<EmailForm, Door>, ApiError> {
    let visit = crate::caller::visit()?;
    let door = office::gate::door(&visit).await.map_err(crate::caller::reveal)?;
    crate::caller::asked(EmailForm::default(), door, &flash).await
}

#[server]
pub async fn ask_reset(#[server(flatten)] form: EmailForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::identity::ask_reset(&visit, &form).await;
    crate::caller::answer(
        crate::routes::ASK_RESET,
        &form,
        done.map(|()| "/reset?done=link".to_owned()),
    )
}

/// Whose link it is; none for one that was used or has ended. Reading uses nothing up.
#[server]
pub async fn link_page(
    token: String,
    flash: String,
) -> Result<Asked<(), Option<MailedLink>>, ApiError> {
    let visit = crate::caller::visit()?;
    let link = match office::identity::mailed_link(&visit, &token).await {
        Err(office::Error::NotFound) => None,
        link => Some(link.map_err(crate::caller::reveal)?),
    };
    let asked = crate::caller::asked(NewPasswordForm::default(), link, &flash).await?;
    let Asked { message, errors, context, .. } = asked;
    Ok(Asked { form: (), message, errors, context })
}

#[server]
pub async fn reset_password(#[server(flatten)] form: NewPasswordForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::identity::take_link(&visit, &form).await;
    let done = done.map(|()| "/sign-in?done=chosen".to_owned());
    crate::caller::answer(crate::routes::reset(&form.token), &form, done)
}

#[server]
pub async fn accept_invitation(
    #[server(flatten)] form: NewPasswordForm,
) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::identity::take_link(&visit, &form).await;
    let done = done.map(|()| "/sign-in?done=chosen".to_owned());
    crate::caller::answer(crate::routes::invitation(&form.token), &form, done)
}
