//! The connections to the server: a bounded number of them, each with the statements that it has prepared.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard};

use ::postgres::types::ToSql;
use ::postgres::{Client, Error, GenericClient, NoTls, Row, Statement};

use super::super::StoreError;

/// The most connections that requests use at the same time: a server has few to give. Whoever comes later waits.
const MOST: usize = 16;

/// Connections that are used again.
pub(super) struct Pool {
    address: Box<str>,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    in_use: usize,
}

/// A connection.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) statements: Statements,
}

impl Connection {
    /// Connects to the server.
    pub(super) fn open(address: &str) -> Result<Self, Error> {
        let mut client = Client::connect(address, NoTls)?;
        // A server may be set to answer before a commit is on the disk. What is answered here is to be kept.
        client.batch_execute(
            "select set_config('synchronous_commit', 'on', false)
             where current_setting('synchronous_commit') = 'off'",
        )?;
        Ok(Self {
            client,
            statements: Statements::default(),
        })
    }
}

impl Pool {
    /// Connections to the server at this address.
    pub(super) fn new(address: &str) -> Self {
        Self {
            address: address.into(),
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// The address, which may hold a password.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Works with a connection of its own. One that failed is not used again.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _turn = self.turn();
        let idle = self.held().idle.pop();
        let mut connection = match idle.filter(|connection| !connection.client.is_closed()) {
            Some(connection) => connection,
            None => Connection::open(&self.address)?,
        };
        let done = work(&mut connection);
        if !matches!(done, Err(StoreError::Database(_))) {
            self.held().idle.push(connection);
        }
        done
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

/// What a connection has prepared: a statement is parsed and planned once, and not with each command.
#[derive(Default)]
pub(super) struct Statements(HashMap<String, Statement>);

impl Statements {
    fn prepared(&mut self, client: &mut impl GenericClient, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.0.get(sql) {
            return Ok(statement.clone());
        }
        let statement = client.prepare(sql)?;
        self.0.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Executes a statement; returns the number of rows that it changed.
    pub(super) fn execute(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Error> {
        let statement = self.prepared(client, sql)?;
        client.execute(&statement, values)
    }

    /// The rows of a query.
    pub(super) fn query(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(client, sql)?;
        client.query(&statement, values)
    }

    /// The only row of a query.
    pub(super) fn query_one(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, Error> {
        let statement = self.prepared(client, sql)?;
        client.query_one(&statement, values)
    }

    /// The row of a query, if there is one.
    pub(super) fn query_opt(
        &mut self,
        client: &mut impl GenericClient,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        let statement = self.prepared(client, sql)?;
        client.query_opt(&statement, values)
    }
}
