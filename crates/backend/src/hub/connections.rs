//! Which sessions have open streams, and how many.

use domain::{Role, SessionId, Timestamp, UserId};
use std::collections::{HashMap, HashSet};

/// A session whose gate is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LiveSession {
    pub session: SessionId,
    pub role: Role,
    /// When it ends without further requests.
    pub until: Timestamp,
}

/// The maximum number of streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamLimits {
    /// Per session.
    pub session: usize,
    /// In total.
    pub all: usize,
}

/// Why no further stream can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// The session has reached its limit.
    Session,
    /// The total limit is reached.
    All,
}

#[derive(Debug)]
struct Taken {
    user: UserId,
    role: Role,
    streams: usize,
    until: Timestamp,
}

/// The open streams by session.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    sessions: HashMap<SessionId, Taken>,
    streams: usize,
    closed: bool,
}

impl Connections {
    /// One more stream of a session.
    pub(crate) fn take(
        &mut self,
        session: SessionId,
        user: UserId,
        role: Role,
        limits: StreamLimits,
    ) -> Result<(), Full> {
        let streams = self.sessions.get(&session).map_or(0, |t| t.streams);
        if streams >= limits.session {
            return Err(Full::Session);
        }
        if self.closed || self.streams >= limits.all {
            return Err(Full::All);
        }
        let taken = self.sessions.entry(session).or_insert(Taken {
            user,
            role,
            streams: 0,
            // Not known yet: the next check finds out.
            until: Timestamp::from_unix(0),
        });
        taken.streams += 1;
        self.streams += 1;
        Ok(())
    }

    /// One stream of a session less.
    pub(crate) fn leave(&mut self, session: SessionId) {
        let Some(taken) = self.sessions.get_mut(&session) else {
            return;
        };
        taken.streams -= 1;
        self.streams -= 1;
        if taken.streams == 0 {
            self.sessions.remove(&session);
        }
    }

    /// Accepts no further streams.
    pub(crate) const fn close(&mut self) {
        self.closed = true;
    }

    /// The number of streams.
    pub(crate) const fn streams(&self) -> usize {
        self.streams
    }

    /// Whether there is no stream.
    pub(crate) fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Every session.
    pub(crate) fn all(&self) -> Vec<SessionId> {
        self.sessions.keys().copied().collect()
    }

    /// The sessions of these users.
    pub(crate) fn of(&self, users: &HashSet<UserId>) -> Vec<SessionId> {
        self.filtered(|taken| users.contains(&taken.user))
    }

    /// The sessions that end by now without further requests.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<SessionId> {
        self.filtered(|taken| taken.until <= now)
    }

    fn filtered(&self, which: impl Fn(&Taken) -> bool) -> Vec<SessionId> {
        let chosen = self.sessions.iter().filter(|(_, taken)| which(taken));
        chosen.map(|(session, _)| *session).collect()
    }

    /// Those of the checked sessions whose streams must end: they are no longer open, or no longer
    /// in the role in which the stream began.
    pub(crate) fn ended(&mut self, checked: &[SessionId], live: &[LiveSession]) -> Vec<SessionId> {
        let live: HashMap<SessionId, &LiveSession> = live.iter().map(|l| (l.session, l)).collect();
        let mut ended = Vec::new();
        for id in checked {
            let Some(taken) = self.sessions.get_mut(id) else {
                continue;
            };
            match live.get(id) {
                Some(live) if live.role == taken.role => taken.until = live.until,
                _ => ended.push(*id),
            }
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: SessionId = SessionId::new(1);
    const TWO: SessionId = SessionId::new(2);
    const LEA: UserId = UserId::new(7);
    const LIMITS: StreamLimits = StreamLimits { session: 2, all: 3 };

    fn take(connections: &mut Connections, session: SessionId) -> Result<(), Full> {
        connections.take(session, LEA, Role::Admin, LIMITS)
    }

    #[test]
    fn a_session_has_room_for_so_many_streams_and_all_together_for_so_many() {
        let mut connections = Connections::default();
        assert_eq!(take(&mut connections, ONE), Ok(()));
        assert_eq!(take(&mut connections, ONE), Ok(()));
        assert_eq!(take(&mut connections, ONE), Err(Full::Session));
        assert_eq!(take(&mut connections, TWO), Ok(()));
        assert_eq!(take(&mut connections, TWO), Err(Full::All));
        connections.leave(ONE);
        assert_eq!(take(&mut connections, TWO), Ok(()));
    }

    #[test]
    fn the_last_stream_takes_its_session_with_it() {
        let mut connections = Connections::default();
        take(&mut connections, ONE).unwrap();
        take(&mut connections, ONE).unwrap();
        connections.leave(ONE);
        assert_eq!(connections.all(), [ONE]);
        connections.leave(ONE);
        assert!(connections.is_empty());
        connections.leave(ONE);
        assert!(connections.is_empty());
    }

    #[test]
    fn after_the_end_there_is_room_for_nobody() {
        let mut connections = Connections::default();
        connections.close();
        assert_eq!(take(&mut connections, ONE), Err(Full::All));
    }

    #[test]
    fn a_stream_ends_with_its_session_and_with_its_role() {
        let now = Timestamp::from_unix(100);
        let live = |session, role| LiveSession {
            session,
            role,
            until: now,
        };
        let mut connections = Connections::default();
        take(&mut connections, ONE).unwrap();
        take(&mut connections, TWO).unwrap();
        let both = [ONE, TWO];
        let open = [live(ONE, Role::Admin), live(TWO, Role::Admin)];
        assert_eq!(connections.ended(&both, &open), []);
        let demoted = [live(ONE, Role::User), live(TWO, Role::Admin)];
        assert_eq!(connections.ended(&both, &demoted), [ONE]);
        assert_eq!(connections.ended(&both, &[live(ONE, Role::Admin)]), [TWO]);
        assert_eq!(connections.ended(&[ONE], &[]), [ONE]);
    }

    #[test]
    fn a_session_is_due_until_it_is_checked_and_again_when_its_time_has_come() {
        let at = Timestamp::from_unix;
        let mut connections = Connections::default();
        take(&mut connections, ONE).unwrap();
        assert_eq!(connections.due(at(10)), [ONE]);
        let live = LiveSession {
            session: ONE,
            role: Role::Admin,
            until: at(20),
        };
        connections.ended(&[ONE], &[live]);
        assert_eq!(connections.due(at(19)), []);
        assert_eq!(connections.due(at(20)), [ONE]);
    }

    #[test]
    fn sessions_are_found_by_their_user() {
        let mut connections = Connections::default();
        take(&mut connections, ONE).unwrap();
        let max = UserId::new(8);
        connections.take(TWO, max, Role::User, LIMITS).unwrap();
        assert_eq!(connections.of(&HashSet::from([max])), [TWO]);
        assert_eq!(connections.of(&HashSet::new()), []);
    }
}
