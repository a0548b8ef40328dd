namespace IzzyPS.Tool.Output;

/// <summary>One run of a feed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Kind">What the run is for.</param>
/// <param name="Trigger">What started the run.</param>
/// <param name="Command">The command that started the run.</param>
/// <param name="Outcome">The run's state. <c>Killed</c> when the run did not end and nobody holds the ledger.</param>
/// <param name="StartedAt">When the run began.</param>
/// <param name="EndedAt">When the run ended. Null when it has not ended.</param>
/// <param name="User">Who started the run.</param>
/// <param name="Host">The machine of the run.</param>
/// <param name="Planned">How many changes the run has to carry out.</param>
/// <param name="Ended">How many of them have ended.</param>
/// <param name="Failed">How many of these failed, were refused or were not sent.</param>
/// <param name="InDoubt">How many of these are in doubt.</param>
internal sealed record StatusRun(
    Guid Run,
    string Kind,
    string Trigger,
    string Command,
    string Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string User,
    string Host,
    int Planned,
    int Ended,
    int Failed,
    int InDoubt);
