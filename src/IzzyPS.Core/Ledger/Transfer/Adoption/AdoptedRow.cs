using IzzyPS.Operations;
using IzzyPS.Output;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>One vehicle of what is adopted.</summary>
/// <param name="Line">The physical line that it stands on, counted from 1; 0 where the source has no lines.</param>
/// <param name="Key">The vehicle.</param>
/// <param name="Entry">What the source knows of it; null where only a create in doubt is.</param>
/// <param name="InDoubt">Its create whose outcome nobody knows, or null.</param>
internal sealed record AdoptedRow(int Line, VehicleKey Key, LedgerEntry? Entry, Operation? InDoubt = null);

/// <summary>A vehicle that is not adopted, and why.</summary>
/// <param name="Line">The physical line; 0 where the source has no lines.</param>
/// <param name="Vehicle">Which vehicle, as far as it is known.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record AdoptionError(int Line, string Vehicle, string Message)
{
    /// <inheritdoc cref="AdoptionError" path="/param[@name='Vehicle']"/>
    public string Vehicle { get; } = PlainText.ToVisible(Vehicle, 100);

    /// <inheritdoc cref="AdoptionError" path="/param[@name='Message']"/>
    public string Message { get; } = PlainText.ToVisible(Message, 1000);
}

/// <summary>A file can't be adopted at all; the message says why.</summary>
internal sealed class AdoptionException(string message, Exception? innerException = null) : Exception(message, innerException);
