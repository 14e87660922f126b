//! The reads of pages: on the server while they are rendered, in the browser when the user comes from
//! another page, and again when something has changed.
//!
//! One type for everything that is awaited: the framework's code for that is compiled again for each type, and would
//! be most of what a browser loads for a page.

use crate::arguments::Arguments;
use crate::browser;
use crate::error::AppError;
use leptos::prelude::*;
use leptos::server::codee::string::FromToStringCodec;
use leptos::server_fn::ServerFn;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::any::Any;
use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

/// A server function that reads.
pub trait Question: ServerFn<Error = AppError> + 'static {
    /// The part of its answer that a page shows. The server sends it to the browser with a rendered page.
    type Shown: From<Self::Output> + Serialize + DeserializeOwned + Clone + Send + Sync + 'static;

    /// The arguments as a browser sends them.
    fn arguments(&self) -> Arguments {
        Arguments::None
    }
}

/// The first read of a page.
pub struct First<S> {
    told: Resource<Reply, FromToStringCodec>,
    question: PhantomData<fn() -> S>,
}

impl<S> Clone for First<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for First<S> {}

impl<S: Question> First<S>
where
    S::Output: DeserializeOwned,
{
    /// Asks; again whenever the arguments change.
    pub fn of(question: impl Fn() -> S + Send + Sync + 'static) -> Self {
        Self::at_each(String::new, question)
    }

    /// Asks; again whenever the arguments or the occasion change.
    pub fn at_each(
        occasion: impl Fn() -> String + Send + Sync + 'static,
        question: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        Self {
            told: told_of(occasion, question),
            question: PhantomData,
        }
    }

    /// The answer, if it has arrived.
    pub fn get(self) -> Option<Result<S::Shown, AppError>> {
        Some(self.told.get()?.read::<S>())
    }

    /// Renders the answer or its error once it has arrived. The rendering stays until the next answer.
    pub fn render(
        self,
        render: impl Fn(Result<S::Shown, AppError>) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        waiting(self.told, Arc::new(move |told| render(told.read::<S>())))
    }
}

#[cfg(feature = "ssr")]
fn told_of<S: Question>(
    _: impl Fn() -> String + Send + Sync + 'static,
    question: impl Fn() -> S + Send + Sync + 'static,
) -> Resource<Reply, FromToStringCodec> {
    let ask = move |()| {
        let answer = question().run_body();
        async move { Reply::rendered(answer.await.map(S::Shown::from)) }
    };
    Resource::new_str_blocking(|| (), ask)
}

#[cfg(not(feature = "ssr"))]
fn told_of<S: Question>(
    occasion: impl Fn() -> String + Send + Sync + 'static,
    question: impl Fn() -> S + Send + Sync + 'static,
) -> Resource<Reply, FromToStringCodec> {
    use crate::browser::PageEvent;
    use send_wrapper::SendWrapper;
    use std::pin::Pin;

    type Asked = (String, Arguments);
    type Answer = Pin<Box<SendWrapper<Pin<Box<dyn Future<Output = Reply>>>>>>;

    fn resource(
        path: &'static str,
        asked: Box<dyn Fn() -> Asked + Send + Sync>,
    ) -> Resource<Reply, FromToStringCodec> {
        let ask = move |(_, arguments): Asked| -> Answer {
            let answer = async move {
                browser::tell(PageEvent::Reading);
                let answer = browser::ask(path, arguments).await;
                browser::tell(PageEvent::Read);
                Reply::heard(answer)
            };
            Box::pin(SendWrapper::new(Box::pin(answer)))
        };
        Resource::new_str_blocking(asked, ask)
    }

    resource(
        S::PATH,
        Box::new(move || (occasion(), question().arguments())),
    )
}

fn waiting(
    told: Resource<Reply, FromToStringCodec>,
    render: Arc<dyn Fn(Reply) -> AnyView + Send + Sync>,
) -> AnyView {
    view! {
        <Transition>
            {move || {
                let render = Arc::clone(&render);
                Suspend::new(async move { render(told.await) })
            }}
        </Transition>
    }
    .into_any()
}

/// The data in the document is JSON, or this prefix and an error.
const FAILED: char = '!';

/// The answer to a question.
#[derive(Clone)]
pub(crate) struct Reply {
    text: Result<Arc<str>, AppError>,
    is_rendered: bool,
    /// The value that the server renders the page with.
    value: Option<Arc<dyn Any + Send + Sync>>,
}

impl Reply {
    /// The answer that the server renders a page with.
    #[cfg(feature = "ssr")]
    pub(crate) fn rendered<T: Serialize + Send + Sync + 'static>(
        answer: Result<T, AppError>,
    ) -> Self {
        let text = |value: &T| {
            let text = serde_json::to_string(value);
            text.map(Arc::from).map_err(|_| AppError::Transport)
        };
        Self {
            text: answer.as_ref().map_err(Clone::clone).and_then(text),
            is_rendered: true,
            value: answer.ok().map(|value| Arc::new(value) as _),
        }
    }

    /// The answer that a browser has received from the server.
    #[cfg(not(feature = "ssr"))]
    fn heard(answer: Option<browser::Answer>) -> Self {
        Self {
            text: text_of(answer).map(Arc::from),
            is_rendered: false,
            value: None,
        }
    }

    pub(crate) fn read<S: Question>(&self) -> Result<S::Shown, AppError>
    where
        S::Output: DeserializeOwned,
    {
        let value = self.value.as_ref();
        if let Some(shown) = value.and_then(|value| value.downcast_ref::<S::Shown>()) {
            return Ok(shown.clone());
        }
        let text = self.text.as_ref().map_err(Clone::clone)?;
        if self.is_rendered {
            parse(text)
        } else {
            parse::<S::Output>(text).map(S::Shown::from)
        }
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    crate::json::read(text).map_err(|_| AppError::Transport)
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Ok(text) => f.write_str(text),
            Err(error) => write!(f, "{FAILED}{}", error.wire()),
        }
    }
}

impl FromStr for Reply {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self {
            text: match text.strip_prefix(FAILED) {
                Some(error) => Err(AppError::parse(error).unwrap_or(AppError::Transport)),
                None => Ok(text.into()),
            },
            is_rendered: true,
            value: None,
        })
    }
}

/// The text of an answer, or its error.
fn text_of(answer: Option<browser::Answer>) -> Result<String, AppError> {
    match answer {
        Some((true, body)) => Ok(body),
        Some((false, body)) => Err(crate::json::read(&body).unwrap_or(AppError::Transport)),
        None => Err(AppError::Transport),
    }
}

/// Asks from within a page; counts as activity of the user.
pub async fn ask<S: Question>(question: S) -> Result<S::Output, AppError>
where
    S::Output: DeserializeOwned,
{
    parse(&text_of(browser::ask(S::PATH, question.arguments()).await)?)
}

/// Asks again, without counting as activity of the session. `None` if there was no answer or the
/// page is being left; a page that may no longer be shown is reloaded.
pub async fn reread<S: Question>(question: S) -> Option<S::Output>
where
    S::Output: DeserializeOwned,
{
    let text = reread_text(S::PATH, question.arguments()).await?;
    crate::json::read(&text).ok()
}

async fn reread_text(path: &'static str, arguments: Arguments) -> Option<String> {
    if browser::is_leaving() {
        return None;
    }
    match text_of(browser::ask_again(path, arguments).await) {
        Ok(text) => return Some(text),
        Err(
            AppError::Unauthenticated
            | AppError::Gate(_)
            | AppError::Forbidden
            | AppError::NotFound,
        ) => browser::load(&browser::current_path()),
        Err(_) => {}
    }
    None
}
