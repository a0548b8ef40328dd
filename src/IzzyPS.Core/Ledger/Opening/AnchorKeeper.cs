using IzzyPS.Hooks;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Opening;

/// <summary>Keeps an account's anchor in step with its ledger, and refuses a ledger that is not the one it remembers.</summary>
internal sealed class AnchorKeeper : ISerialWitness
{
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
    /// <param name="options">The account and where its anchor is.</param>
    /// <param name="ledger">The ledger as it is named to people.</param>
    internal AnchorKeeper(LedgerOptions options, string ledger)
    {
        _options = options;
        _ledger = ledger;
        _path = options.DataFolder.AnchorPath(options.Account);
        // With -NewLedger an unreadable anchor is no obstacle: it is about to be replaced.
        _anchor = options.NewLedger ? TryRead() : LedgerAnchor.Read(_path);
    }

    public TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>Whether a ledger of the account is remembered on this machine.</summary>
    internal bool HasAnchor => _anchor is not null;

    /// <summary>Whether the account's ledger is remembered at this very place.</summary>
    internal bool RemembersThisPlace => _anchor is { } anchor && anchor.Ledger == _ledger;

    /// <summary>Why a ledger that is not remembered is refused.</summary>
    internal LedgerException NotAdopted() => AnchorRefusal.NotAdopted(_options.Account, _ledger, _path);

    /// <summary>Asks before a second ledger is started for one client id: the other address may lead to the same account.</summary>
    /// <exception cref="LedgerException">Another address is remembered, or an anchor can't be read.</exception>
    internal void RefuseSecondAddress()
    {
        if (_options.NewLedger)
            return;
        foreach (var path in _options.DataFolder.AnchorPaths().Where(path => path != _path))
        {
            if (LedgerAnchor.Read(path) is { } other && other.ClientId.Equals(_options.Account.ClientId, StringComparison.OrdinalIgnoreCase))
                throw AnchorRefusal.SameClient(_options.Account, _ledger, other, path);
        }
    }

    /// <summary>Refuses a missing ledger where one is remembered or required.</summary>
    internal void RefuseMissing()
    {
        if (_anchor is { } anchor)
            throw AnchorRefusal.Missing(_options.Account, _ledger, anchor, _path);
        if (_options.IsRequired)
            throw AnchorRefusal.Required(_options.Account, _ledger);
    }

    /// <summary>Refuses a ledger of another account or lineage, or an older copy.</summary>
    internal void Check(LedgerIdentity found) => AnchorRefusal.Check(_options.Account, found, _ledger, _anchor, _path);

    /// <summary>As <see cref="Check"/>, against what other processes have noted meanwhile.</summary>
    public void CheckAgain(LedgerIdentity found)
    {
        lock (_gate)
            _anchor = LedgerAnchor.Read(_path) ?? _anchor;
        Check(found);
    }

    /// <summary>A fresh start: nothing is remembered any more.</summary>
    internal void Forget() => _anchor = null;

    /// <summary>
    /// Notes a ledger that was opened, where it was not known there. Its serial is for the lease's holder to note: what a reader
    /// saw may be behind by now.
    /// </summary>
    internal void Remember(LedgerIdentity identity)
    {
        if (_anchor is not null && _anchor.Lineage == identity.Lineage && _anchor.Ledger == _ledger)
            return;
        Note(identity);
        if (_anchor is null)
            throw AnchorRefusal.NoDataFolder($"'{_path}' can't be written");
    }

    /// <summary>Notes nothing more: the ledger goes elsewhere, and what is there has a keeper of its own.</summary>
    public void Retire() => _isRetired = true;

    /// <summary>
    /// Notes the ledger's serial before the lease's holder sends anything. The anchor is written even where it would not change: an anchor
    /// that keeps an old serial would let an old copy of the ledger pass for the latest one.
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
                throw AnchorRefusal.NoDataFolder($"'{_path}' can't be written ({exception.Message})", exception);
            }
        }
    }

    /// <summary>Notes the ledger's serial, where it has moved.</summary>
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
                // The lease's holder proved that the anchor can be written. A failure since then does not stop the run; the next run is refused.
                if (!_hasWarned)
                    _options.Warn($"'{_path}' can't be written ({exception.Message}): a missing or an older ledger would not be noticed.");
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

    /// <summary>Notes it at most once a second: a run commits thousands of times in that.</summary>
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
