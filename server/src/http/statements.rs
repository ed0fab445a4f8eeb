//! Bank statements come in. A statement is small, so its form is read as a whole; the right is asked before
//! the first byte of it.

use app::caller::reveal;
use app::error::ApiError;
use app::routes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::billing::statements::ImportForm;
use http::Extensions;
use office::billing;

use super::arrive::wants_html;
use super::documents::caller;
use super::{Portal, small_form};

pub(super) async fn upload(State(portal): State<Portal>, request: Request) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    match keep(&extensions, request).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err((error, form)) => {
            small_form::refused(&portal, html, routes::STATEMENTS, &extensions, error, &form).await
        }
    }
}

async fn keep(extensions: &Extensions, request: Request) -> Result<String, (ApiError, ImportForm)> {
    let plain = |error: ApiError| (error, ImportForm::default());
    let caller = caller(extensions).map_err(plain)?;
    billing::may_import(&caller).await.map_err(|error| plain(reveal(error)))?;
    let too_large = "This file is too long for a bank statement, or did not arrive whole.";
    let mut sent = small_form::read(extensions, request, too_large).await.map_err(plain)?;
    let form = ImportForm {
        account: sent.take("account"),
        currency: sent.take("currency"),
        dates: sent.take("dates"),
        decimal: sent.take("decimal"),
        day_head: sent.take("day_head"),
        amount_head: sent.take("amount_head"),
        payer_head: sent.take("payer_head"),
        text_head: sent.take("text_head"),
    };
    let read_in = billing::import(&caller, &form, sent.file).await;
    let read_in = read_in.map_err(|error| (reveal(error), form))?;
    let (fresh, known) = (read_in.fresh, read_in.known);
    Ok(format!("{}?done=statement&fresh={fresh}&known={known}", routes::statement(read_in.id)))
}
