namespace IzzyPS.Sandbox.Faults;

/// <summary>The text of a fault is invalid. The message names the word and says what would be right.</summary>
internal sealed class FaultTextException(string message, Exception? cause = null) : FormatException(message, cause);
