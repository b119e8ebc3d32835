//! Commands by a seed, and the state that follows from those that were acknowledged. No code of the services takes part.

use std::collections::BTreeSet;

use oorandom::Rand32;
use service::client::{AskError, Client};

use crate::copies::{EventId, Users};
use crate::requests::{Answered, Request};

/// Somebody who sends commands, one after the other, about users of their own.
#[derive(Debug)]
pub struct Commander {
    number: usize,
    sent: u64,
    random: Rand32,
    users: Vec<u64>,
    expected: Expected,
}

/// What must be true, according to answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// The users who are there.
    pub users: Users,
    /// The events that tell of it.
    pub events: BTreeSet<EventId>,
    /// The events of them that the auth service cannot read before its fix: registrations by phone.
    pub refused: BTreeSet<EventId>,
}

impl Expected {
    /// Adds what must be true according to somebody else.
    pub fn extend(&mut self, other: &Expected) {
        self.users.extend(other.users.clone());
        self.events.extend(&other.events);
        self.refused.extend(&other.refused);
    }
}

impl Commander {
    /// The commander of this number; the seed decides on the commands.
    pub fn new(seed: u64, number: usize) -> Self {
        Self {
            number,
            sent: 0,
            random: Rand32::new_inc(seed, number as u64),
            users: Vec::new(),
            expected: Expected::default(),
        }
    }

    /// What must be true, according to the answers so far.
    pub fn expected(&self) -> &Expected {
        &self.expected
    }

    /// Sends the next commands, each until it is answered.
    ///
    /// # Errors
    /// Fails if one has no answer, or a wrong one.
    pub async fn send(&mut self, client: &Client, count: u64) -> Result<(), String> {
        for _ in 0..count {
            let request = self.next();
            let key = format!("{}-{}", self.number, self.sent);
            let answered = request.send_until_answered(client, &key).await;
            let answered = answered.map_err(|error: AskError| format!("{request:?}: {error}"))?;
            let Answered::Done(user_id, sequence) = answered else {
                return Err(format!("{request:?} was answered with {answered:?}"));
            };
            self.acknowledged(request, user_id, sequence)?;
        }
        Ok(())
    }

    fn next(&mut self) -> Request {
        self.sent += 1;
        let address = format!("{}-{}@example.org", self.number, self.sent);
        let there = self.users.len() as u32;
        match self.random.rand_range(0..100) {
            0..45 if there > 0 => {
                let at = self.random.rand_range(0..there) as usize;
                Request::ChangeEmail(self.users[at], address)
            }
            45..60 if there > 0 => {
                let at = self.random.rand_range(0..there) as usize;
                Request::Delete(self.users.swap_remove(at))
            }
            60..66 => Request::Register(None),
            _ => Request::Register(Some(address)),
        }
    }

    fn acknowledged(&mut self, request: Request, user_id: u64, sequence: u64) -> Result<(), String> {
        let Expected {
            users,
            events,
            refused,
        } = &mut self.expected;
        let text = |text: &str| Some(text.to_owned());
        match &request {
            Request::Register(email) => {
                let (plan, locale) = match email {
                    Some(_) => (text("pro"), text("en")),
                    None => (text("free"), None),
                };
                users.insert(user_id, (email.clone(), plan, locale));
                self.users.push(user_id);
                if email.is_none() {
                    refused.insert((user_id, sequence));
                }
            }
            Request::ChangeEmail(asked, email) => {
                let user = users.get_mut(asked).ok_or("an unknown user was changed")?;
                user.0 = Some(email.clone());
            }
            Request::Delete(asked) => {
                users.remove(asked).ok_or("an unknown user was deleted")?;
            }
        }
        match events.insert((user_id, sequence)) {
            true => Ok(()),
            false => Err(format!(
                "{request:?} was answered with an event that another one has: {user_id}/{sequence}"
            )),
        }
    }
}
