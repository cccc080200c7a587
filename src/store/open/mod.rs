//! Opening: both files checked after an unclean end, a damaged cache put aside and built anew, a
//! damaged precious database copied and opened as far as it goes.

mod cache;
mod precious;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::cache::Cache;
use super::check::LateCheck;
use super::connection::{Pool, Writer, check_library, play_back};
use super::error::{DataFile, StoreError};
use super::files;
use super::precious::{Precious, Recovered, lay_for_me};
use super::sign::Sign;
use super::{Reader, Shared, Store, migrate};

/// How long the cache is checked before it opens, after an unclean end. Nobody should wait minutes
/// for a large one: its check goes on while the store is open.
const CACHE_CHECK: Duration = Duration::from_secs(4);

/// In what condition the cache was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CacheCondition {
    /// It was there and is in order, as far as it was checked.
    Good,
    /// There was none.
    New,
    /// It is too large to be checked to its end before it opens; the check goes on meanwhile and
    /// comes to [`Store::late_finding`].
    BeingChecked,
    /// It was damaged, was put aside under this name, and a new one was begun.
    Rebuilt {
        /// Where the old one is.
        quarantined: PathBuf,
        /// What was found.
        detail: String,
    },
}

/// In what condition the precious database was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreciousCondition {
    /// It was there and is in order, as far as it was checked.
    Good,
    /// There was none.
    New,
    /// Parts of it are damaged. It was opened as it is; what cannot be read answers
    /// [`StoreError::Damaged`]. It is checked again at every start until it is in order.
    Damaged {
        /// The copy, made before anything was written; one for each damage. Or why there is none.
        copy: Result<PathBuf, String>,
        /// What was found.
        detail: String,
    },
}

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The last run did not close its files.
    pub unclean_end: bool,
    /// The cache.
    pub cache: CacheCondition,
    /// The precious database.
    pub precious: PreciousCondition,
    /// What became of messages that were on their way when the last run ended.
    pub recovered: Recovered,
}

/// What tests do otherwise when they open a store.
pub(super) struct Manner {
    /// How long the cache is checked before it opens.
    pub cache_check: Duration,
    /// The precious database's changes.
    pub precious: &'static [&'static str],
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            cache_check: CACHE_CHECK,
            precious: migrate::PRECIOUS,
        }
    }
}

impl Store {
    /// Opens the databases of the profile in `dir`, which is made if need be (0700, files 0600).
    ///
    /// Blocks; with a damaged or large cache for some seconds. Only one process may have a profile
    /// open: the caller holds the profile's lock.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Damaged`] and [`StoreError::Foreign`] for a precious
    /// database that cannot be opened (it is left as it is), [`StoreError::Newer`] for the cache
    /// too, and those of the disk.
    pub fn open(dir: &Path) -> Result<(Self, OpenReport), StoreError> {
        Self::open_as(dir, &Manner::default())
    }

    pub(super) fn open_as(dir: &Path, manner: &Manner) -> Result<(Self, OpenReport), StoreError> {
        check_library()?;
        files::private_folder(dir)?;
        let sign = Arc::new(Sign::read(dir));
        // The precious file first: when it is newer or broken, nothing else is touched.
        let (mut precious_conn, precious_condition, recovered, acts) =
            precious::open(dir, &sign, manner)?;
        let (mut cache_conn, cache_condition, unchecked) = cache::open(dir, &sign, manner, &acts)?;
        if let Err(fault) = lay_for_me(&mut precious_conn, &mut cache_conn) {
            // Nobody is kept from their mail by that; whoever reads it next meets the same damage.
            let error = fault.in_file(DataFile::Precious);
            tracing::warn!(%error, "What is unread for this person alone cannot be shown.");
        }
        sign.begin()?;

        let start = |file, conn| {
            Writer::start(file, conn, Arc::clone(&sign))
                .map(Arc::new)
                .map_err(|e| files::place(dir, &e))
        };
        let pool = |file: DataFile| {
            let path = dir.join(file.name());
            Arc::new(Pool::new(file, path, Arc::clone(&sign)))
        };
        let late_check = unchecked.and_then(|depth| {
            // Without a thread for it the next start tries again.
            LateCheck::start(dir, depth, Arc::clone(&sign))
                .inspect_err(|error| tracing::warn!(%error, "The cache cannot be checked."))
                .ok()
        });
        let shared = Shared {
            dir: dir.to_owned(),
            cache: start(DataFile::Cache, cache_conn)?,
            precious: start(DataFile::Precious, precious_conn)?,
            cache_pool: pool(DataFile::Cache),
            precious_pool: pool(DataFile::Precious),
            sign: Arc::clone(&sign),
            late_check,
        };
        let acts = Arc::new(Mutex::new(acts));
        let cache = Cache::new(Arc::clone(&shared.cache), Arc::clone(&acts));
        let precious = Precious::new(Arc::clone(&shared.precious), cache.clone(), acts);
        let reader = Reader {
            cache: Arc::clone(&shared.cache_pool),
            precious: Arc::clone(&shared.precious_pool),
        };
        let report = OpenReport {
            unclean_end: sign.was_cut_off(),
            cache: cache_condition,
            precious: precious_condition,
            recovered,
        };
        let store = Self {
            shared: Arc::new(shared),
            cache,
            precious,
            reader,
        };
        Ok((store, report))
    }
}

impl Reader {
    /// Reads the cache of a profile that nobody has open, where its last run came to its end and left
    /// nothing to be done. `None` otherwise: then it is to be opened. As there, the caller holds the
    /// profile's lock.
    #[must_use]
    pub fn alone(dir: &Path) -> Option<Self> {
        check_library().ok()?;
        let sign = Sign::read(dir);
        let path = |file: DataFile| dir.join(file.name());
        let files = [DataFile::Cache, DataFile::Precious];
        if !sign.is_clear() || files.iter().any(|file| !path(*file).is_file()) {
            return None;
        }
        refuse_flawed_header(DataFile::Cache, &path(DataFile::Cache)).ok()?;
        let sign = Arc::new(sign);
        let pool = |file: DataFile| Arc::new(Pool::new(file, path(file), Arc::clone(&sign)));
        let reader = Self {
            cache: pool(DataFile::Cache),
            precious: pool(DataFile::Precious),
        };
        let known = u32::try_from(migrate::CACHE.len()).ok()?;
        let version = reader
            .cache
            .read(|conn| migrate::version(DataFile::Cache, conn, known));
        (version.ok()? == known).then_some(reader)
    }
}

fn refuse_flawed_header(file: DataFile, path: &Path) -> Result<(), StoreError> {
    let mut flaw = files::flaw_of_header(path)?;
    if flaw.is_some() && files::has_journal(path) {
        // The power went while the file was made, before its log was begun: what is torn there is
        // to be undone, and the journal says how.
        play_back(path);
        flaw = files::flaw_of_header(path)?;
    }
    match flaw {
        Some(detail) => Err(StoreError::Damaged { file, detail }),
        None => Ok(()),
    }
}
