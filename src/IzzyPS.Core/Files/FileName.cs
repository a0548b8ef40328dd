namespace IzzyPS.Files;

/// <summary>
/// Recognises an address that was given in place of a file's name. Every option that takes a file checks this first, because an address may hold
/// a password.
/// </summary>
internal static class FileName
{
    /// <summary>
    /// The message for an address in place of a file's name. The option's name stands before this text. The message does not repeat the address.
    /// </summary>
    internal const string Fault = "names an address (it holds ://), not a file; name a file on this machine, such as ./errors.csv";

    /// <summary>Whether a text is an address of any kind, also with look-alikes as separators (<c>：</c> in place of <c>:</c>).</summary>
    internal static bool IsAddress(string? name) => name is not null && LookAlike.Fold(name).Contains("://", StringComparison.Ordinal);
}
