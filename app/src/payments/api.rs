//! Server functions of payments and bank statements.

use domain::billing::journal::{BooksPage, JournalFilter};
use domain::billing::paid::{
    CreditForm, PayingPage, PaymentFilter, PaymentForm, PaymentList, PaymentPage,
};
use domain::billing::statements::{AcceptForm, ImportForm, ImportsPage, StatementPage};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(
    filter: PaymentFilter,
    flash: String,
) -> Result<FormPage<(), PaymentList>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::billing::payments(&caller, filter).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, (), body, &flash).await
}

#[server]
pub async fn show(
    id: String,
    flash: String,
) -> Result<FormPage<CreditForm, PaymentPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::payment(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, CreditForm::default(), page.body, &flash).await
}

/// The form of a new payment; `client` and `line` are ids, or empty.
#[server]
pub async fn paying(
    client: String,
    line: String,
    words: String,
    flash: String,
) -> Result<FormPage<PaymentForm, PayingPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let client = (!client.is_empty()).then(|| crate::caller::id(&client)).transpose()?;
    let line = (!line.is_empty()).then(|| crate::caller::id(&line)).transpose()?;
    let (frame, form, page) = office::billing::paying(&caller, client, &words, line)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, page, &flash).await
}

/// Somebody has seen to what a provider said.
#[server]
pub async fn decide(
    event: String,
    #[server(default)] decision: String,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::online::decide(&caller, &event, &decision).await;
    let done = done.map(|()| crate::routes::with_done(crate::routes::PAYMENTS, "event-decided"));
    crate::caller::answer(crate::routes::PAYMENTS, &(), done)
}

#[server]
pub async fn take(#[server(flatten)] form: PaymentForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::take(&caller, &form).await;
    let done = done.map(|id| crate::routes::payment(id) + "?done=paid");
    let back = crate::routes::with_query(
        crate::routes::PAYMENT_NEW,
        &[("client", &form.client), ("line", &form.line)],
    );
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn spend(id: String, #[server(flatten)] form: CreditForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::payment(id);
    let done = office::billing::use_credit(&caller, id, &form).await;
    let done = done.map(|()| back.clone() + "?done=credit-used");
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn take_off(id: String, #[server(flatten)] form: CreditForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let invoice = crate::caller::id(&form.invoice)?;
    let back = crate::routes::payment(id);
    let done = office::billing::end_allocation(&caller, id, invoice, &form.reason).await;
    let done = done.map(|()| back.clone() + "?done=part-ended");
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn refund(id: String, #[server(flatten)] form: CreditForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::payment(id);
    let done = office::billing::give_back(&caller, id, &form).await;
    let done = done.map(|()| back.clone() + "?done=refunded");
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn reverse(id: String, #[server(flatten)] form: CreditForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::payment(id);
    let done = office::billing::reverse(&caller, id, &form.reason).await;
    let done = done.map(|()| back.clone() + "?done=reversed");
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn books(filter: JournalFilter) -> Result<Framed<BooksPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::billing::books(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn statements(flash: String) -> Result<FormPage<ImportForm, ImportsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, page) = office::billing::imports(&caller).await.map_err(crate::caller::reveal)?;
    let form = ImportForm {
        account: page.accounts.first().cloned().unwrap_or_default(),
        ..ImportForm::default()
    };
    crate::caller::form_page(frame, form, page, &flash).await
}

#[server]
pub async fn statement(
    id: String,
    flash: String,
) -> Result<FormPage<AcceptForm, StatementPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::statement(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, AcceptForm::default(), page.body, &flash).await
}

/// Takes over what was proposed for a line.
#[server]
pub async fn accept(
    statement: String,
    #[server(flatten)] form: AcceptForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::statement(crate::caller::id(&statement)?);
    let done = office::billing::accept(&caller, &form).await;
    let done = done.map(|id| crate::routes::statement(id) + "?done=line-taken");
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn set_aside(
    statement: String,
    line: String,
    reason: String,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::statement(crate::caller::id(&statement)?);
    let done = office::billing::ignore_line(&caller, crate::caller::id(&line)?, &reason).await;
    let done = done.map(|id| crate::routes::statement(id) + "?done=line-ignored");
    crate::caller::answer(back, &AcceptForm::default(), done)
}
