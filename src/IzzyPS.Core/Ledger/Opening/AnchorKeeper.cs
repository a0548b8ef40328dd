using IzzyPS.Hooks;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// Updates an account's anchor when the ledger changes, and refuses a ledger that is not the one that the anchor remembers.
/// </summary>
internal sealed class AnchorKeeper : ISerialWitness
{
    /// <summary>The least time between two writes of the anchor by <see cref="NoteThrottled"/>.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly LedgerOptions _options;
    private readonly string _ledger;
    private readonly string _path;
    private readonly Lock _gate = new();
    private LedgerAnchor? _anchor;
    private long _written;
    private bool _hasWarned;
    private volatile bool _isRetired;

    /// <summary>Reads the anchor.</summary>
    /// <param name="options">The account, and the data folder that holds its anchor.</param>
    /// <param name="ledger">The ledger's location as messages show it.</param>
    internal AnchorKeeper(LedgerOptions options, string ledger)
    {
        _options = options;
        _ledger = ledger;
        _path = options.DataFolder.GetAnchorPath(options.Account);
        // -NewLedger replaces the anchor, so the command can go on with an unreadable one.
        _anchor = options.NewLedger ? TryRead() : LedgerAnchor.Read(_path);
    }

    public TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>Whether a ledger of the account is remembered on this machine.</summary>
    internal bool HasAnchor => _anchor is not null;

    /// <summary>Whether the anchor remembers the account's ledger at exactly this location.</summary>
    internal bool RemembersThisPlace => _anchor is { } anchor && anchor.Ledger == _ledger;

    /// <summary>Creates the exception with which a ledger is refused that no anchor remembers.</summary>
    internal LedgerException CreateNotAdopted() => AnchorRefusal.CreateNotAdopted(_options.Account, _ledger, _path);

    /// <summary>
    /// Refuses to start a second ledger for a client id that is already known with another address: both addresses may lead to the same account.
    /// With <c>-NewLedger</c> nothing is refused.
    /// </summary>
    /// <exception cref="LedgerException">An anchor remembers the client id with another address, or an anchor can't be read.</exception>
    internal void RefuseSecondAddress()
    {
        if (_options.NewLedger)
            return;
        foreach (var path in _options.DataFolder.FindAnchorPaths().Where(path => path != _path))
        {
            if (LedgerAnchor.Read(path) is { } other && other.ClientId.Equals(_options.Account.ClientId, StringComparison.OrdinalIgnoreCase))
                throw AnchorRefusal.CreateSameClient(_options.Account, _ledger, other, path);
        }
    }

    /// <summary>Refuses to go on without a ledger where the anchor remembers one or where a ledger is required.</summary>
    internal void RefuseMissing()
    {
        if (_anchor is { } anchor)
            throw AnchorRefusal.CreateMissing(_options.Account, _ledger, anchor, _path);
        if (_options.IsRequired)
            throw AnchorRefusal.CreateRequired(_options.Account, _ledger);
    }

    /// <summary>Refuses a ledger of another account or of another lineage, and an older copy of the ledger.</summary>
    internal void Check(LedgerIdentity found) => AnchorRefusal.Check(_options.Account, found, _ledger, _anchor, _path);

    /// <summary>Reads the anchor again, because other processes may have changed it, and then does what <see cref="Check"/> does.</summary>
    public void CheckAgain(LedgerIdentity found)
    {
        lock (_gate)
            _anchor = LedgerAnchor.Read(_path) ?? _anchor;
        Check(found);
    }

    /// <summary>Forgets the anchor that was read, so that the next ledger is accepted. The file is not touched.</summary>
    internal void Forget() => _anchor = null;

    /// <summary>
    /// Writes the anchor for a ledger that was opened, where the anchor does not yet remember the ledger at this location. A known ledger's
    /// serial is left alone: only the lease's holder updates the serial, because the serial that a reader saw may be out of date.
    /// </summary>
    internal void Remember(LedgerIdentity identity)
    {
        if (_anchor is not null && _anchor.Lineage == identity.Lineage && _anchor.Ledger == _ledger)
            return;
        Note(identity);
        if (_anchor is null)
            throw AnchorRefusal.CreateNoDataFolder($"'{_path}' can't be written");
    }

    /// <summary>Stops all writes to the anchor: the ledger is being moved, and the new location has a keeper of its own.</summary>
    public void Retire() => _isRetired = true;

    /// <summary>
    /// Writes the ledger's serial to the anchor before the lease's holder sends anything. The anchor is written even where the serial is the same,
    /// because this proves that the anchor can be written. With an old serial in the anchor, an old copy of the ledger would be accepted later.
    /// </summary>
    /// <exception cref="LedgerException">The anchor can't be written (<see cref="LedgerFault.NoDataFolder"/>).</exception>
    public void NoteOrRefuse(LedgerIdentity identity)
    {
        if (_isRetired)
            return;
        var next = LedgerAnchor.CreateFromIdentity(_options.Account, _ledger, identity);
        lock (_gate)
        {
            try
            {
                Write(next);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw AnchorRefusal.CreateNoDataFolder($"'{_path}' can't be written ({exception.Message})", exception);
            }
        }
    }

    /// <summary>Writes the ledger's serial to the anchor where it has changed.</summary>
    public void Note(LedgerIdentity identity)
    {
        if (_isRetired)
            return;
        var next = LedgerAnchor.CreateFromIdentity(_options.Account, _ledger, identity);
        lock (_gate)
        {
            if (_anchor == next)
                return;
            try
            {
                Write(next);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // NoteOrRefuse proved at the start that the anchor could be written. A failure after that does not stop this run. The next run is
                // refused if the failure lasts.
                if (!_hasWarned)
                    _options.Warn($"'{_path}' can't be written ({exception.Message}). Until it can, IzzyPS does not notice when the ledger is missing or is an older copy.");
                _hasWarned = true;
                _written = TimeProvider.GetTimestamp();
            }
        }
    }

    private void Write(LedgerAnchor next)
    {
        StepHook.Reach("before-anchor");
        next.Write(_path);
        StepHook.Reach("after-anchor");
        (_anchor, _written) = (next, TimeProvider.GetTimestamp());
    }

    /// <summary>Does what <see cref="Note"/> does, but at most once a second: a run commits up to thousands of times a second.</summary>
    public void NoteThrottled(LedgerIdentity identity)
    {
        if (TimeProvider.GetElapsedTime(Volatile.Read(ref _written)) >= Rest)
            Note(identity);
    }

    private LedgerAnchor? TryRead()
    {
        try
        {
            return LedgerAnchor.Read(_path);
        }
        catch (LedgerException)
        {
            return null;
        }
    }
}
