namespace IzzyPS;

/// <summary>One fault of a sandbox.</summary>
/// <param name="Struck">How many requests the fault has struck so far.</param>
/// <param name="Fault">The fault's text, in the form of Start-IzzySandbox -Fault.</param>
public sealed record SandboxFaultInfo(int Struck, string Fault)
{
    /// <summary>The fault.</summary>
    public override string ToString() => Fault;
}
