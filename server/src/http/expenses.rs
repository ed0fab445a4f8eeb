//! Expenses with their receipts come in. A receipt is small, so its form is read as a whole; a right is asked before
//! the first byte of it.

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::billing::expenses::{ExpenseForm, RECEIPT_BYTES};
use domain::ids::{CaseId, ExpenseId};
use http::Extensions;
use office::billing::{self, ReceiptFile};

use super::arrive::wants_html;
use super::documents::caller;
use super::small_form::Sent;
use super::{Portal, failure, small_form};

/// What the whole form may be, in bytes.
pub(super) const LONGEST: usize = RECEIPT_BYTES + small_form::FIELD_BYTES;
const NOT_WHOLE: &str =
    "The receipt is larger than 20 MB, or did not arrive whole. Nothing was kept: send it again.";

type Refused = (ApiError, Box<ExpenseForm>);

fn plain(error: ApiError) -> Refused {
    (error, Box::default())
}

/// From a day sheet: the form says which case.
pub(super) async fn of_day(State(portal): State<Portal>, request: Request) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    match add(None, &extensions, request).await {
        Ok(form) => {
            Redirect::to(&routes::with_done(&routes::time_on(&form.on), "expense")).into_response()
        }
        Err((error, form)) => {
            let back = routes::expense_on(&form.on);
            small_form::refused(&portal, html, &back, &extensions, error, &form).await
        }
    }
}

/// From the page of a case's expenses.
pub(super) async fn of_case(
    State(portal): State<Portal>,
    Path(case): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let case: CaseId = match id(&case) {
        Ok(case) => case,
        Err(error) => return failure::respond(&portal, html, &error),
    };
    let extensions = request.extensions().clone();
    let back = routes::case_expenses(case);
    match add(Some(case), &extensions, request).await {
        Ok(_) => Redirect::to(&routes::with_done(&back, "expense")).into_response(),
        Err((error, form)) => {
            small_form::refused(&portal, html, &back, &extensions, error, &form).await
        }
    }
}

async fn add(
    case: Option<CaseId>,
    extensions: &Extensions,
    request: Request,
) -> Result<ExpenseForm, Refused> {
    let caller = caller(extensions).map_err(plain)?;
    billing::may_record(&caller, case).await.map_err(|error| plain(reveal(error)))?;
    let mut sent = small_form::read(extensions, request, NOT_WHOLE).await.map_err(plain)?;
    let form = ExpenseForm {
        case: sent.take("case"),
        picked: sent.take("picked"),
        on: sent.take("on"),
        amount: sent.take("amount"),
        description: sent.take("description"),
        treatment: sent.take("treatment"),
        written_down: sent.take("written_down"),
        write_down_reason: sent.take("write_down_reason"),
        receipt: sent.take("receipt"),
        revision: String::new(),
    };
    let file = receipt(sent);
    let done = match case {
        Some(case) => billing::record_expense_with(&caller, case, &form, file).await,
        None => billing::add_expense(&caller, &form, file).await,
    };
    match done {
        Ok(_) => Ok(form),
        Err(error) => Err((reveal(error), Box::new(form))),
    }
}

/// A form without a choice sends an empty file without a name.
fn receipt(sent: Sent) -> Option<ReceiptFile> {
    let chosen = !sent.file_name.is_empty() || !sent.file.is_empty();
    chosen.then_some(ReceiptFile { name: sent.file_name, bytes: sent.file })
}

/// For an expense that was recorded before.
pub(super) async fn to_expense(
    State(portal): State<Portal>,
    Path(expense): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let expense: ExpenseId = match id(&expense) {
        Ok(expense) => expense,
        Err(error) => return failure::respond(&portal, html, &error),
    };
    let extensions = request.extensions().clone();
    let page = routes::expense(expense);
    match hang(expense, &extensions, request).await {
        Ok(()) => Redirect::to(&routes::with_done(&page, "receipt")).into_response(),
        Err(error) => {
            // no values: the page shows the expense as it stands, and what is wrong with the file
            let back = routes::receipt_refused(expense);
            small_form::refused(&portal, html, &back, &extensions, error, &()).await
        }
    }
}

async fn hang(
    expense: ExpenseId,
    extensions: &Extensions,
    request: Request,
) -> Result<(), ApiError> {
    let caller = caller(extensions)?;
    billing::may_take_receipt(&caller, expense).await.map_err(reveal)?;
    let sent = small_form::read(extensions, request, NOT_WHOLE).await?;
    let file = receipt(sent).ok_or_else(|| ApiError::Conflict("Choose a file first.".into()))?;
    billing::add_receipt(&caller, expense, file).await.map_err(reveal)
}
