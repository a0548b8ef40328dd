namespace IzzyPS;

/// <summary>A partner profile, a location map, a delimiter or an encoding's name can't be used. The message says where the error is and what would be right.</summary>
public sealed class StockSettingsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where (file, line, position), and what would be right.</param>
    /// <param name="innerException">The cause.</param>
    public StockSettingsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
