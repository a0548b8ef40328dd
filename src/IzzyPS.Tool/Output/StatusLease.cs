namespace IzzyPS.Tool.Output;

/// <summary>The run that holds the ledger.</summary>
internal sealed record StatusLease(string Holder, DateTimeOffset Since);
