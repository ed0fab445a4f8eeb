//! Sending files. A plain form that takes many at once.

use domain::documents::{FolderNode, Kind};
use domain::forms::Choice;
use leptos::prelude::*;

use crate::page::HiddenToken;
use crate::ui::button::{Button, Look};
use crate::ui::field::{Select, TextField};
use crate::ui::form::Hidden;
use crate::ui::icon::Icon;

/// The kinds there are, as choices.
pub(crate) fn kinds() -> Vec<Choice> {
    Kind::ALL.map(|kind| Choice { value: kind.word().into(), label: kind.label().into() }).to_vec()
}

/// The folders there are, as choices; deeper ones under the names of those they are in.
pub(super) fn folders(nodes: &[FolderNode]) -> Vec<Choice> {
    let mut above: Vec<String> = Vec::new();
    nodes
        .iter()
        .map(|node| {
            above.truncate(node.depth);
            above.push(node.name.clone());
            Choice { value: node.id.to_string(), label: above.join(" / ") }
        })
        .collect()
}

/// Files for a case. Hidden fields stand before the files: they are read in this order.
#[component]
pub fn NewFiles(action: String, nodes: Vec<FolderNode>, folder: String) -> impl IntoView {
    view! {
        <form class="drop" id="send" method="post" action=action enctype="multipart/form-data">
            <Token />
            <Icon name="upload" />
            <div class="drop__fields">
                <Select name="kind" label="Kind" options=kinds() value="other" />
                {(!nodes.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                name="folder"
                                label="Folder"
                                options=folders(&nodes)
                                value=folder
                                placeholder="No folder"
                            />
                        }
                    })}
                <File many=true />
            </div>
            <Button look=Look::Primary icon="upload">
                "Upload"
            </Button>
        </form>
    }
}

/// The next version of a document. `base` is the version it goes on from.
#[component]
pub fn NewVersion(action: String, base: i32) -> impl IntoView {
    view! {
        <form class="drop" method="post" action=action enctype="multipart/form-data">
            <Token />
            <Hidden name="base" value=base.to_string() />
            <Icon name="upload" />
            <div class="drop__fields">
                <TextField name="note" label="What has changed" optional_mark=true />
                <File many=false />
            </div>
            <Button look=Look::Primary icon="upload">
                "Add version"
            </Button>
        </form>
    }
}

/// What a browser without fetch metadata sends back with a form of files.
#[component]
pub(crate) fn Token() -> impl IntoView {
    let token = use_context::<HiddenToken>().map(|HiddenToken(token)| token()).unwrap_or_default();
    (!token.is_empty()).then(|| view! { <Hidden name="_token" value=token /> })
}

#[component]
fn File(many: bool) -> impl IntoView {
    let label = if many { "Files" } else { "File" };
    view! {
        <div class="field">
            <label class="field__label" for="f-file">
                {label}
            </label>
            <input class="input" id="f-file" type="file" name="file" multiple=many required=true />
        </div>
    }
}
