//! Server functions of expenses. What comes with a receipt goes by routes of its own.

use domain::billing::expenses::{CaseExpenses, ExpenseForm, ExpensePage};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

/// The expenses of a case, and the form of another.
#[server]
pub async fn of_case(
    id: String,
    after: String,
    flash: String,
) -> Result<FormPage<ExpenseForm, CaseExpenses>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::expenses_of_case(&caller, crate::caller::id(&id)?, &after)
        .await
        .map_err(crate::caller::reveal)?;
    let form = ExpenseForm { on: page.body.today.clone(), ..ExpenseForm::default() };
    crate::caller::form_page(page.frame, form, page.body, &flash).await
}

/// One expense. Where `receipt` says so, what comes back refused is a file that was sent for it.
#[server]
pub async fn expense(
    id: String,
    receipt: String,
    flash: String,
) -> Result<FormPage<ExpenseForm, ExpensePage>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, page) = office::billing::expense(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    if receipt.is_empty() {
        return crate::caller::form_page(frame, form, page, &flash).await;
    }
    let mut page = crate::caller::form_page(frame, form, page, "").await?;
    if let Some((_, flash)) = crate::caller::flash::<serde_json::Value>(&flash).await {
        (page.message, page.errors) = (Some(flash.message), flash.errors);
    }
    Ok(page)
}

#[server]
pub async fn edit(id: String, #[server(flatten)] form: ExpenseForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::billing::edit_expense(&caller, id, &form).await;
    let back = crate::routes::expense(id);
    let done = done.map(|()| crate::routes::with_done(&back, "saved"));
    crate::caller::answer(back, &form, done)
}

/// Withdraws one and leads to the expenses of its case.
#[server]
pub async fn withdraw(id: String, case: String, revision: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let case = crate::caller::id(&case)?;
    let which = domain::billing::time::Recorded::Expense(id);
    let done = office::billing::withdraw(&caller, which, &revision).await;
    let next = crate::routes::case_expenses(case);
    let done = done.map(|()| crate::routes::with_done(&next, "expense-withdrawn"));
    crate::caller::answer(crate::routes::expense(id), &ExpenseForm::default(), done)
}
