//! Server functions of the settings.

use domain::appointments::{RoomForm, RoomRow};
use domain::billing::rates::{ActivityForm, ActivityRow, RateBook, RateForm};
use domain::billing::setting::{InvoiceSettingForm, InvoiceSettingPage, TaxForm, TaxRow};
use domain::forms::{Answer, FormPage};
use domain::settings::{Holiday, HolidayForm, HoursForm, SettingsContext, SettingsForm};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn settings_page(
    flash: String,
) -> Result<FormPage<SettingsForm, SettingsContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::settings::form(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn save(#[server(flatten)] form: SettingsForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::settings::save(&caller, &form).await;
    let done = done.map(|()| crate::routes::SETTINGS.to_owned() + "?done=saved");
    crate::caller::answer(crate::routes::SETTINGS, &form, done)
}

#[server]
pub async fn hours_page(flash: String) -> Result<FormPage<HoursForm>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form) = office::hours::week(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, (), &flash).await
}

#[server]
pub async fn save_hours(#[server(flatten)] form: HoursForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::hours::save(&caller, &form).await;
    let done = done.map(|()| crate::routes::HOURS.to_owned() + "?done=saved");
    crate::caller::answer(crate::routes::HOURS, &form, done)
}

#[server]
pub async fn holidays_page(flash: String) -> Result<FormPage<HolidayForm, Vec<Holiday>>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::hours::holidays(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, HolidayForm::default(), page.body, &flash).await
}

#[server]
pub async fn add_holiday(#[server(flatten)] form: HolidayForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::hours::add_holiday(&caller, &form).await;
    let done = done.map(|day| {
        let pairs = [("done", "holiday"), ("added", day.as_str())];
        crate::routes::with_query(crate::routes::HOLIDAYS, &pairs)
    });
    crate::caller::answer(crate::routes::HOLIDAYS, &form, done)
}

#[server]
pub async fn end_holiday(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::hours::end_holiday(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::HOLIDAYS.to_owned() + "?done=holiday-ended");
    crate::caller::answer(crate::routes::HOLIDAYS, &HolidayForm::default(), done)
}

#[server]
pub async fn rooms_page(flash: String) -> Result<FormPage<RoomForm, Vec<RoomRow>>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::appointments::rooms(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, RoomForm::default(), page.body, &flash).await
}

#[server]
pub async fn add_room(#[server(flatten)] form: RoomForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::appointments::add_room(&caller, &form).await;
    let done = done.map(|_| crate::routes::ROOMS.to_owned() + "?done=room");
    crate::caller::answer(crate::routes::ROOMS, &form, done)
}

#[server]
pub async fn end_room(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::appointments::end_room(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::ROOMS.to_owned() + "?done=room-ended");
    crate::caller::answer(crate::routes::ROOMS, &RoomForm::default(), done)
}

#[server]
pub async fn rates_page(flash: String) -> Result<FormPage<RateForm, RateBook>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::rates(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, RateForm::default(), page.body, &flash).await
}

#[server]
pub async fn add_rate(#[server(flatten)] form: RateForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::add_rate(&caller, &form).await;
    let done = done.map(|_| crate::routes::RATES.to_owned() + "?done=rate");
    crate::caller::answer(crate::routes::RATES, &form, done)
}

#[server]
pub async fn end_rate(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::end_rate(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::RATES.to_owned() + "?done=rate-ended");
    crate::caller::answer(crate::routes::RATES, &RateForm::default(), done)
}

#[server]
pub async fn activities_page(
    flash: String,
) -> Result<FormPage<ActivityForm, Vec<ActivityRow>>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::activities(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, ActivityForm::default(), page.body, &flash).await
}

#[server]
pub async fn add_activity(#[server(flatten)] form: ActivityForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::add_activity(&caller, &form).await;
    let done = done.map(|_| crate::routes::ACTIVITIES.to_owned() + "?done=activity");
    crate::caller::answer(crate::routes::ACTIVITIES, &form, done)
}

#[server]
pub async fn end_activity(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::end_activity(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::ACTIVITIES.to_owned() + "?done=activity-ended");
    crate::caller::answer(crate::routes::ACTIVITIES, &ActivityForm::default(), done)
}

#[server]
pub async fn invoices_page(
    flash: String,
) -> Result<FormPage<InvoiceSettingForm, InvoiceSettingPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::billing::invoice_setting(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn save_invoices(
    #[server(flatten)] form: InvoiceSettingForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::save_invoice_setting(&caller, &form).await;
    let done = done.map(|()| crate::routes::INVOICE_SETTINGS.to_owned() + "?done=saved");
    crate::caller::answer(crate::routes::INVOICE_SETTINGS, &form, done)
}

#[server]
pub async fn taxes_page(flash: String) -> Result<FormPage<TaxForm, Vec<TaxRow>>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::taxes(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, TaxForm::default(), page.body, &flash).await
}

#[server]
pub async fn add_tax(#[server(flatten)] form: TaxForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::add_tax(&caller, &form).await;
    let done = done.map(|_| crate::routes::TAXES.to_owned() + "?done=tax");
    crate::caller::answer(crate::routes::TAXES, &form, done)
}

#[server]
pub async fn end_tax(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::end_tax(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::TAXES.to_owned() + "?done=tax-ended");
    crate::caller::answer(crate::routes::TAXES, &TaxForm::default(), done)
}
