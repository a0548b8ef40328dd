using IzzyPS.Operations.Journaling;

namespace IzzyPS.Ledger;

/// <summary>A ledger that several runners can write to while they carry out one plan together, on one machine or on several.</summary>
internal interface ISharedLedger : ILedger
{
    /// <summary>
    /// Takes the lease. Where another runner already carries out the same plan, the caller joins that run instead, as soon as the operations of
    /// the run are in the journal (<see cref="ISharedJournalStore.JoinedRun"/>).
    /// </summary>
    /// <param name="holder">The command, user, host and process that ask; others who ask meanwhile see them in their error.</param>
    /// <param name="plan">A text that is equal for two runners that have the same plan.</param>
    /// <param name="wait">How long to wait for the end of a run that can't be joined.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerException">A run that can't be joined holds the lease (<see cref="LedgerFault.Leased"/>).</exception>
    Task<ILedgerWriter> AcquireOrJoinAsync(string holder, string plan, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>A writer whose lease several runners can share while they carry out one plan.</summary>
internal interface ISharedWriter : ILedgerWriter, ISharedJournalStore;
