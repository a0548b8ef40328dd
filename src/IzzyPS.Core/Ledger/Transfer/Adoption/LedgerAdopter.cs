using IzzyPS.Ledger.Opening;
using IzzyPS.Operations;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>How an adoption ended.</summary>
/// <param name="RunId">Its run; null where nothing was to be adopted.</param>
/// <param name="Adopted">The vehicles that the ledger knows now and did not before.</param>
/// <param name="Known">Those that it knew already, and better.</param>
/// <param name="Errors">Those that were not adopted, and why.</param>
/// <param name="Backup">Where the ledger as it was before is kept; null where nothing was written.</param>
internal sealed record AdoptionResult(Guid? RunId, int Adopted, int Known, IReadOnlyList<AdoptionError> Errors, string? Backup);

/// <summary>
/// Takes over what another file knows of the listings. What the ledger itself knows is never changed by it: a vehicle that both know
/// stays as it is, and where they differ it is an error. What is adopted is unconfirmed, so that the next plan sends it whole, and no
/// feed closes anything until a run over its stock has ended. Source: SAFETY.md, promise 5 and "Closing".
/// </summary>
internal sealed class LedgerAdopter(ILedger ledger, TimeProvider time, RunTrigger trigger = RunTrigger.Cmdlet)
{
    /// <summary>Adopts a file that was read.</summary>
    /// <param name="source">The file.</param>
    /// <param name="feed">The feed that the run is noted for.</param>
    /// <param name="command">The command that asks, for the ledger and for whoever waits.</param>
    /// <param name="waitForLock">How long to wait for another run to end; zero to fail at once.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    /// <exception cref="AdoptionException">The file belongs to another account.</exception>
    /// <exception cref="LedgerException">Another run holds the ledger, or it can't be written.</exception>
    internal async Task<AdoptionResult> AdoptAsync(
        AdoptionSource source, string feed, string command, TimeSpan waitForLock, CancellationToken cancellationToken)
    {
        if (source.AccountHash is { } account && account != ledger.ReadOverview().Identity.AccountHash)
            throw new AdoptionException($"'{source.Path}' is of another dealer account than the ledger '{ledger.Location}': nothing was adopted.");
        var writer = await ledger.AcquireLeaseAsync(LeaseHolder.Describe(command), waitForLock, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var now = time.GetUtcNow();
            _ = writer.Recover(now);
            var run = new RunRecord
            {
                Id = Guid.CreateVersion7(now),
                Kind = RunKind.Adopt,
                Trigger = trigger,
                Feed = feed,
                Files = [new RunFile(source.Path, source.Sha256, source.Rows.Count + source.Errors.Count, source.Errors.Count, HasFinalLineBreak: true)],
                StartedAt = now,
                Command = command,
            };
            var decided = new Decisions(writer, source, run.Id, now);
            foreach (var row in source.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                decided.Add(row);
            }

            List<AdoptionError> errors = [.. source.Errors, .. decided.Errors];
            if (decided.Writes.Count == 0)
                return new AdoptionResult(null, 0, decided.Known, errors, null);
            var backup = ledger.KeepBackup("import");
            writer.BeginRun(run);
            writer.Adopt(decided.Writes);
            writer.EndRun(run.Id, RunOutcome.Finished, new RunCounts(0, 0, 0, 0, 0, errors.Count), now);
            return new AdoptionResult(run.Id, decided.Writes.Count, decided.Known, errors, backup);
        }
    }

    /// <summary>What becomes of each row.</summary>
    private sealed class Decisions(ILedgerWriter writer, AdoptionSource source, Guid runId, DateTimeOffset now)
    {
        private readonly Dictionary<VehicleKey, AdoptedRow> _taken = [];
        private readonly Dictionary<string, VehicleKey> _ids = new(StringComparer.Ordinal);

        internal List<LedgerWrite> Writes { get; } = [];

        internal List<AdoptionError> Errors { get; } = [];

        internal int Known { get; private set; }

        internal void Add(AdoptedRow row)
        {
            if (FindConflict(row, writer.Get(row.Key)) is { } conflict)
                Errors.Add(new AdoptionError(row.Line, row.Key.Value, conflict));
            else if (IsKnown(row))
                Known++;
            else
                Adopt(row);
        }

        /// <summary>How a row contradicts the ledger or an earlier row; null where it does not.</summary>
        private string? FindConflict(AdoptedRow row, LedgerEntry? known)
        {
            if (_taken.TryGetValue(row.Key, out var twin))
                return twin.Entry?.RemoteId == row.Entry?.RemoteId ? null : $"It is in the file twice, as {twin.Entry?.RemoteId} and as {row.Entry?.RemoteId}; decide which is right.";
            if (row.Entry is not { RemoteId: { } carId } entry)
                return null;
            if (_ids.TryGetValue(carId, out var other))
                return $"Its id {carId} is that of {other} in the file too; decide which is right.";
            if (writer.FindOwner(carId) is { } owner && owner != row.Key)
                return IsSameCar(owner, entry) ? null : $"Its id {carId} belongs to {owner} in the ledger; decide which is right.";
            if (known is null || entry.State != ListingState.Active || known.RemoteId == carId)
                return null;
            return known.State switch
            {
                ListingState.InDoubt => $"It is in doubt in the ledger. If {carId} is right: Resolve-IzzyOperation {(row.Key.Vin is { } vin ? "-Vin " + vin : "(from Get-IzzyOperation)")} -RemoteId {carId}, which proves it.",
                ListingState.Active => $"The ledger lists it as {known.RemoteId}, the file as {carId}; decide which is right.",
                _ => $"The ledger closed it as {known.RemoteId ?? "(no id)"}, the file lists it as {carId}; decide which is right.",
            };
        }

        private bool IsKnown(AdoptedRow row)
        {
            if (_taken.ContainsKey(row.Key) || (row.Entry?.RemoteId is { } carId && writer.FindOwner(carId) is { } owner && owner != row.Key))
                return true;
            if (writer.Get(row.Key) is not { } known)
                return false;
            // A doubt that the ledger has not heard of counts, unless the vehicle has been listed since.
            return row.InDoubt is not { } doubt || known.State != ListingState.Closed || writer.GetOperation(doubt.Id) is not null;
        }

        /// <summary>Whether the ledger knows the car by its VIN and the row by its configuration number, or the other way round.</summary>
        private bool IsSameCar(VehicleKey owner, LedgerEntry entry) =>
            owner.IsVin != entry.Key.IsVin && entry.ConfigurationNumber is { } number && writer.Get(owner)?.ConfigurationNumber == number;

        private void Adopt(AdoptedRow row)
        {
            _taken.Add(row.Key, row);
            if (row.Entry?.RemoteId is { } carId)
                _ids.TryAdd(carId, row.Key);
            var isKnown = writer.Get(row.Key) is not null;
            var entry = isKnown ? null : row.Entry is { State: ListingState.Active } active ? active with { IsUnconfirmed = true } : row.Entry;
            var doubt = row.InDoubt is { } operation ? Doubtful(operation) : null;
            var detail = entry?.RemoteId is { } id ? $"from {Path.GetFileName(source.Path)}, as {id}" : $"from {Path.GetFileName(source.Path)}";
            Writes.Add(new LedgerWrite(doubt, entry)
            {
                PriceChanged = entry is { State: ListingState.Active, IsAdopted: false },
                Event = new LedgerEvent(runId, row.Key, now, VehicleEventKind.Adopted, doubt is null ? detail : detail + ", in doubt"),
            });
        }

        private Operation? Doubtful(Operation operation) => writer.GetOperation(operation.Id) is not null
            ? null
            : operation with { State = OperationState.InDoubt, RunId = runId, Error = operation.Error ?? "its create was under way when the backup was made" };
    }
}
