@{
    RootModule           = 'IzzyPS.psm1'
    RequiredAssemblies   = 'bin/IzzyPS.Loader.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '0f6c2f6e-4b57-4e0e-9d0c-5d3c1b7a9a52'
    Author               = 'IzzyPS contributors'
    CompanyName          = 'IzzyPS contributors'
    Copyright            = '(c) IzzyPS contributors'
    Description          = 'Takes a partner''s stock file, says what would change on Izzylease, and makes it so.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('IzzyPS.Format.ps1xml')
    CmdletsToExport      = @(
        'Close-IzzyVehicle'
        'Compare-IzzyVehicle'
        'Connect-IzzyDealer'
        'Disconnect-IzzyDealer'
        'Export-IzzyLedger'
        'Get-IzzyDealer'
        'Get-IzzyOperation'
        'Get-IzzyVehicle'
        'Get-IzzyVehicleHistory'
        'Import-IzzyLedger'
        'Import-IzzyVehicleCsv'
        'Move-IzzyLedger'
        'New-IzzyVehicle'
        'Resolve-IzzyOperation'
        'Set-IzzyVehicle'
        'Set-IzzyVehiclePrice'
        'Start-IzzySandbox'
        'Stop-IzzySandbox'
        'Sync-IzzyVehicle'
        'Test-IzzyDealer'
        'Test-IzzyLedger'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('Izzylease', 'dealer', 'vehicles', 'PSEdition_Core', 'Linux', 'MacOS', 'Windows')
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
