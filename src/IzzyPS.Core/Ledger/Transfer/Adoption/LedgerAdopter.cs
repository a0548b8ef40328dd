using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>The result of an adoption.</summary>
/// <param name="RunId">The id of the adoption's run; null where there was nothing to adopt.</param>
/// <param name="Adopted">The number of vehicles that were taken over.</param>
/// <param name="Known">The number of vehicles that the ledger knew already and that it did not change.</param>
/// <param name="Errors">The vehicles that can't be adopted, with the reasons.</param>
/// <param name="Backup">The path of the backup of the ledger from before the adoption; null where nothing was written.</param>
internal sealed record AdoptionResult(Guid? RunId, int Adopted, int Known, IReadOnlyList<AdoptionError> Errors, string? Backup);

/// <summary>
/// Adopts the listings of another file. An adoption never changes what the ledger itself knows: a vehicle that both know stays as it is, and a
/// difference between them is an error. An adopted listing is unconfirmed, so that the next plan sends the whole car again. No feed closes anything
/// until a run over its stock has finished. Source: SAFETY.md, promise 5 and "Closing".
/// </summary>
internal sealed class LedgerAdopter(ILedger ledger, TimeProvider time, RunTrigger trigger = RunTrigger.Cmdlet)
{
    /// <summary>Adopts the listings of a file that was read before.</summary>
    /// <param name="source">The file.</param>
    /// <param name="feed">The feed under which the run is recorded.</param>
    /// <param name="command">The command that adopts, for the record of the run and for the errors of commands that wait meanwhile.</param>
    /// <param name="waitForLock">How long to wait for another run to end; zero fails at once.</param>
    /// <param name="cancellationToken">Ends the adoption. It has no effect once the adoption begins to write.</param>
    /// <exception cref="AdoptionException">The file belongs to another account.</exception>
    /// <exception cref="LedgerException">Another run holds the lease, or the ledger can't be written.</exception>
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
            writer.Note(run.Id, new FeedNote { Feed = feed, Held = decided.Held }, now);
            writer.EndRun(run.Id, RunOutcome.Finished, new RunCounts(0, 0, 0, 0, 0, errors.Count), now);
            return new AdoptionResult(run.Id, decided.Writes.Count, decided.Known, errors, backup);
        }
    }

    /// <summary>Decides for each row whether it is adopted, known already or an error.</summary>
    private sealed class Decisions(ILedgerWriter writer, AdoptionSource source, Guid runId, DateTimeOffset now)
    {
        private readonly Dictionary<VehicleKey, AdoptedRow> _taken = [];
        private readonly Dictionary<string, VehicleKey> _ids = new(StringComparer.Ordinal);

        internal List<LedgerWrite> Writes { get; } = [];

        internal List<HeldClose> Held { get; } = [];

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

        /// <summary>Finds how a row contradicts the ledger or an earlier row of the file; null where it contradicts neither.</summary>
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
            // For a closed vehicle, a create in doubt that the ledger does not know is new and must be adopted. For an active vehicle it is not: the
            // vehicle has been listed since then.
            return row.InDoubt is not { } doubt || known.State != ListingState.Closed || writer.GetOperation(doubt.Id) is not null;
        }

        /// <summary>
        /// Whether the ledger and the row mean the same car although one of them has the VIN as its key and the other the configuration number.
        /// </summary>
        private bool IsSameCar(VehicleKey owner, LedgerEntry entry) =>
            owner.IsVin != entry.Key.IsVin && entry.ConfigurationNumber is { } number && writer.Get(owner)?.ConfigurationNumber == number;

        private void Adopt(AdoptedRow row)
        {
            _taken.Add(row.Key, row);
            if (row.Entry?.RemoteId is { } carId)
                _ids.TryAdd(carId, row.Key);
            var isKnown = writer.Get(row.Key) is not null;
            var entry = isKnown ? null : row.Entry is { State: ListingState.Active } active ? active with { IsUnconfirmed = true } : row.Entry;
            if (entry is { State: ListingState.Active } && row.Held is { } held)
                Held.Add(held);
            var doubt = row.InDoubt is { } operation ? CreateDoubt(operation) : null;
            var detail = entry?.RemoteId is { } id ? $"from {Path.GetFileName(source.Path)}, as {id}" : $"from {Path.GetFileName(source.Path)}";
            Writes.Add(new LedgerWrite(doubt, entry)
            {
                PriceChanged = entry is { State: ListingState.Active, IsAdopted: false },
                Event = new LedgerEvent(runId, row.Key, now, VehicleEventKind.Adopted, doubt is null ? detail : detail + ", in doubt"),
            });
        }

        private Operation? CreateDoubt(Operation operation) => writer.GetOperation(operation.Id) is not null
            ? null
            : operation with { State = OperationState.InDoubt, RunId = runId, Error = operation.Error ?? "its create was under way when the backup was made" };
    }
}
