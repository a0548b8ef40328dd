using System.Buffers;

namespace IzzyPS.Vehicles;

/// <summary>The vehicle identification number: 17 characters of A–Z and 0–9 without I, O and Q (ISO 3779).</summary>
/// <remarks>The check digit is not enforced: European numbers have none.</remarks>
internal static class Vin
{
    /// <summary>The number of characters.</summary>
    public const int Length = 17;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHJKLMNPRSTUVWXYZ0123456789");

    /// <summary>Reads a VIN as people write it, in any case and with spaces anywhere.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="vin">The VIN in its one form: upper case, no spaces.</param>
    /// <returns>Whether <paramref name="text"/> is a VIN.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out string vin)
    {
        Span<char> buffer = stackalloc char[Length];
        var isVin = TryNormalize(text, buffer);
        vin = isVin ? new string(buffer) : string.Empty;
        return isVin;
    }

    /// <summary>Does what <see cref="TryParse"/> does, and writes the VIN to a buffer of <see cref="Length"/> characters.</summary>
    internal static bool TryNormalize(ReadOnlySpan<char> text, Span<char> vin)
    {
        var length = 0;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
                continue;
            if (length == Length)
                return false;
            // ASCII letters only. The capital of the Turkish dotless i would be a Latin I.
            vin[length++] = char.IsAsciiLetterLower(character) ? (char)(character - 'a' + 'A') : character;
        }

        return length == Length && !vin[..Length].ContainsAnyExcept(Allowed);
    }
}
