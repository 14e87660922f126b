//! From where an enrolment that is not finished was begun. Until there is a factor the password alone binds one: that somebody else
//! tries it too must not go unseen.

use crate::access::Actor;
use crate::audit::UnitOfWork;
use crate::error::Result;
use crate::notice::{NewAdminNotice, tell_other_admins};
use domain::network::network_of;
use domain::user_agent::fingerprint;
use domain::{Event, EventKind, NoticeKind, SecurityEventKind, UserId};
use sha2::{Digest, Sha256};
use store::enrolment_place;

/// Seconds after which a place is forgotten.
pub(crate) const PLACE_LIFETIME: i64 = 30 * 86_400;
/// The maximum number of places that are kept of a user.
const MOST: u64 = 20;

/// Notes from which network and browser the enrolment is begun. If it is another place than before, the user and the admins are
/// told.
pub(super) async fn note_place(work: &UnitOfWork, user: UserId) -> Result<()> {
    let (tx, now) = (work.tx(), work.now());
    let place = place(user, work.actor());
    let old = now.plus(-PLACE_LIFETIME);
    enrolment_place::delete_until(tx, Some(user), old).await?;
    if enrolment_place::note_again(tx, user, &place, now).await? {
        return Ok(());
    }
    let before = enrolment_place::count(tx, user).await?;
    if before < MOST {
        enrolment_place::insert(tx, user, place, now).await?;
    }
    if before == 0 {
        return Ok(());
    }
    tell_user(work, user).await?;
    tell_admins(work, user).await
}

async fn tell_user(work: &UnitOfWork, user: UserId) -> Result<()> {
    work.tell(user, NoticeKind::EnrolmentElsewhere, None)
        .await?;
    let shown = Event::about(EventKind::Log, user);
    Ok(store::event::insert(work.tx(), work.now(), std::iter::once(shown)).await?)
}

/// Tells the admins: by a notice, of each account once a day, and each time among the security events.
async fn tell_admins(work: &UnitOfWork, user: UserId) -> Result<()> {
    let actor = work.actor();
    let named = actor.named();
    let told = NewAdminNotice {
        kind: NoticeKind::UserEnrolmentElsewhere,
        about: Some((user, &named)),
        count: 1,
        actor,
        given_by: None,
    };
    tell_other_admins(work.tx(), work.now(), told).await?;
    work.note(SecurityEventKind::EnrolmentElsewhere).await
}

fn place(user: UserId, actor: &Actor) -> Vec<u8> {
    let (network, browser) = (network_of(&actor.address), fingerprint(&actor.user_agent));
    Sha256::digest(format!("{user}\n{network}\n{browser}")).to_vec()
}
