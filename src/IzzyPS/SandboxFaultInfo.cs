namespace IzzyPS;

/// <summary>One thing that a sandbox was told to do wrong.</summary>
/// <param name="Struck">How many requests it struck so far.</param>
/// <param name="Fault">The fault, as Start-IzzySandbox -Fault takes it.</param>
public sealed record SandboxFaultInfo(int Struck, string Fault)
{
    /// <summary>The fault.</summary>
    public override string ToString() => Fault;
}
