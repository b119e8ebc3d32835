//! Connections to PostgreSQL: a bounded number of them, each with the statements that it has prepared.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard};

use ::postgres::types::ToSql;
use ::postgres::{Client, Error, GenericClient, NoTls, Row, Statement};

/// The most connections that requests use at the same time: a server has few to give. Whoever comes later waits.
const MOST: usize = 16;

/// Connections that are used again.
pub struct Pool {
    address: Box<str>,
    settings: &'static str,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    in_use: usize,
}

/// A connection.
pub struct Connection {
    /// What talks to the server.
    pub client: Client,
    /// What this connection has prepared.
    pub statements: Statements,
}

impl Connection {
    fn open(address: &str, settings: &str) -> Result<Self, Error> {
        let mut client = Client::connect(address, NoTls)?;
        // A server may be set to answer before a commit is on the disk. What is answered here is to be kept.
        client.batch_execute(
            "select set_config('synchronous_commit', 'on', false)
             where current_setting('synchronous_commit') = 'off'",
        )?;
        if !settings.is_empty() {
            client.batch_execute(settings)?;
        }
        Ok(Self {
            client,
            statements: Statements::default(),
        })
    }
}

impl Pool {
    /// Connections to the server at this address. Each begins with these settings, which are statements of SQL.
    pub fn new(address: &str, settings: &'static str) -> Self {
        Self {
            address: address.into(),
            settings,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// A connection of its own, for work that takes long and must hold nobody up.
    ///
    /// # Errors
    /// Fails if the server cannot be reached, or refuses.
    pub fn apart(&self) -> Result<Connection, Error> {
        Connection::open(&self.address, self.settings)
    }

    /// Works with a connection. One with which the work failed is not used again.
    ///
    /// # Errors
    /// Fails if the server cannot be reached, or the work fails.
    pub fn with<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.turn();
        let idle = self.held().idle.pop();
        let mut connection = match idle.filter(|connection| !connection.client.is_closed()) {
            Some(connection) => connection,
            None => self.apart()?,
        };
        let done = work(&mut connection)?;
        self.held().idle.push(connection);
        Ok(done)
    }

    /// Waits for a turn.
    fn turn(&self) -> Turn<'_> {
        let mut state = self.held();
        while state.in_use >= MOST {
            state = self.freed.wait(state).unwrap_or_else(|held| held.into_inner());
        }
        state.in_use += 1;
        Turn(self)
    }

    fn held(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|held| held.into_inner())
    }
}

/// A connection says goodbye and waits for it, which is not allowed where requests are answered.
impl Drop for Pool {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.held().idle);
        if std::thread::spawn(move || drop(idle)).join().is_err() {
            tracing::warn!("connections to the database were not closed in order");
        }
    }
}

/// The right to use a connection. It ends with a panic too.
struct Turn<'p>(&'p Pool);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.held().in_use -= 1;
        self.0.freed.notify_one();
    }
}

/// The reason for an error, which its own text does not tell. Without details: those repeat values, such as addresses of users.
pub fn reason(error: &Error) -> String {
    if let Some(error) = error.as_db_error() {
        return format!("{} ({})", error.message(), error.code().code());
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        text = format!("{text}: {deeper}");
        cause = deeper.source();
    }
    text
}

/// What a connection has prepared: a statement is parsed and planned once, and not with each command.
#[derive(Default)]
pub struct Statements(HashMap<String, Statement>);

impl Statements {
    /// A statement, prepared at its first use.
    ///
    /// # Errors
    /// Fails if the server does.
    pub fn prepared(&mut self, client: &mut impl GenericClient, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.0.get(sql) {
            return Ok(statement.clone());
        }
        let statement = client.prepare(sql)?;
        self.0.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Executes a statement; returns the number of rows that it changed.
    ///
    /// # Errors
    /// Fails if the server does.
    pub fn execute(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Error> {
        let statement = self.prepared(client, sql)?;
        client.execute(&statement, values)
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// Fails if the server does.
    pub fn query(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(client, sql)?;
        client.query(&statement, values)
    }

    /// The only row of a query.
    ///
    /// # Errors
    /// Fails if the server does.
    pub fn query_one(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, Error> {
        let statement = self.prepared(client, sql)?;
        client.query_one(&statement, values)
    }

    /// The row of a query, if there is one.
    ///
    /// # Errors
    /// Fails if the server does.
    pub fn query_opt(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        let statement = self.prepared(client, sql)?;
        client.query_opt(&statement, values)
    }
}

/// Without the address: it may hold a password.
impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}
