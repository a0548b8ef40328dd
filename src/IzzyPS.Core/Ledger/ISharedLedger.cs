using IzzyPS.Operations;

namespace IzzyPS.Ledger;

/// <summary>A ledger that several runners, on one machine or on several, can write to while they share the run of one plan.</summary>
internal interface ISharedLedger : ILedger
{
    /// <summary>
    /// Takes the lease or, where another runner carries out the same plan, joins its run as soon as that run's operations are
    /// written down (<see cref="ISharedJournalStore.JoinedRun"/>).
    /// </summary>
    /// <param name="holder">Who asks, for the message that others get.</param>
    /// <param name="plan">What tells that two runners have the same plan.</param>
    /// <param name="wait">How long to wait for a run that can't be joined.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerException">A run that can't be joined holds it (<see cref="LedgerFault.Leased"/>).</exception>
    Task<ILedgerWriter> AcquireOrJoinAsync(string holder, string plan, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>The right to write that several runners can share while they carry out one plan.</summary>
internal interface ISharedWriter : ILedgerWriter, ISharedJournalStore;
