using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Output;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>One vehicle of a file whose listings are adopted.</summary>
/// <param name="Line">The vehicle's physical line in the file, counted from 1; 0 where the format has no lines.</param>
/// <param name="Key">The vehicle.</param>
/// <param name="Entry">The vehicle's entry; null where the file knows only a create in doubt.</param>
/// <param name="InDoubt">The vehicle's create whose outcome is unknown, or null.</param>
/// <param name="Held">The close that guards hold back, or null.</param>
internal sealed record AdoptedRow(int Line, VehicleKey Key, LedgerEntry? Entry, Operation? InDoubt = null, HeldClose? Held = null);

/// <summary>A vehicle that can't be adopted, with the reason.</summary>
/// <param name="Line">The vehicle's physical line in the file, counted from 1; 0 where the format has no lines.</param>
/// <param name="Vehicle">The vehicle's key or another text by which people can find it.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record AdoptionError(int Line, string Vehicle, string Message)
{
    /// <inheritdoc cref="AdoptionError" path="/param[@name='Vehicle']"/>
    public string Vehicle { get; } = PlainText.ToVisible(Vehicle, 100);

    /// <inheritdoc cref="AdoptionError" path="/param[@name='Message']"/>
    public string Message { get; } = PlainText.ToVisible(Message, 1000);
}

/// <summary>Nothing of a file can be adopted. The message says why.</summary>
internal sealed class AdoptionException(string message, Exception? innerException = null) : Exception(message, innerException);
