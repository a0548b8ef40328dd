namespace IzzyPS.Files;

/// <summary>What each option that names a file asks first: an address is not the name of a file, and may hold a password.</summary>
internal static class FileName
{
    /// <summary>What to say of an address where a file should be named, behind the option's name. It does not repeat the address.</summary>
    internal const string Fault = "names an address (it holds ://), not a file; name a file on this machine, such as ./errors.csv";

    /// <summary>Whether the text is an address of any kind, also where its separators are look-alikes (<c>：</c> for <c>:</c>).</summary>
    internal static bool IsAddress(string? name) => name is not null && LookAlike.Fold(name).Contains("://", StringComparison.Ordinal);
}
